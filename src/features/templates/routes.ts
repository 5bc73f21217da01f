import type { Route } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { answerNewTemplate, answerTemplate, showNewTemplate } from './editor.js';
import { profileRoutes } from './profile-page.js';
import { versionRoutes } from './version-pages.js';

/** The templates: what one says of oneself in mails, what each said before, the editor, then the pages of every module. */
export function templateRoutes(module: Module, parts: RecordParts): Route[] {
  const editor = {
    showNew: showNewTemplate,
    answerCreate: answerNewTemplate,
    answerUpdate: answerTemplate,
  };
  return [...profileRoutes(), ...versionRoutes(module), ...moduleRoutes(module, parts, editor)];
}

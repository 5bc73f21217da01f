import type { Request } from 'express';
import { signPage } from './kept-forms.js';
import { csrfToken } from './middleware/csrf.js';
import { navigation } from './navigation.js';

/** What every page's template may use besides its own context; takes the flash, which is shown once. */
export function pageContext(req: Request) {
  const { person, session } = req;
  const flash = session?.flash;
  if (flash) delete session.flash;
  return {
    person: person ?? null,
    nonce: req.nonce,
    request_id: req.id,
    path: req.path,
    // Which frame of a page asked, where it was no whole page.
    frame: req.get('turbo-frame') ?? null,
    flash: flash ?? null,
    // What kinds of records there are, in words.
    kind_names: req.app.locals.kindNames,
    ...(person
      ? { ...navigation(person, req.path), csrf_token: csrfToken(req), form_page: signPage(req, person) }
      : {}),
  };
}

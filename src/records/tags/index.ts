export { type TagChange, type Tagged, tagRecord } from './actions.js';
export { COLOURS } from './colours.js';
export {
  findTags,
  NO_TAGS,
  TAG_PARAMETERS,
  type TagFields,
  type TagFilter,
  tagChips,
  tagFields,
  tagFilter,
  tagged,
  tagParameters,
  tagsText,
  tagWords,
} from './filter.js';
export { carriersOf, type HeldTag, heldTag, heldToName, removeTag, saveTag } from './manage.js';
export { tagName, tagNames } from './schema.js';
export { isOn, type Scope, scopeKey, type Tag } from './scope.js';

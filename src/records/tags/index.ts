export { makeTags, type Tagged, tagRecord } from './actions.js';
export { COLOURS } from './colours.js';
export {
  findTags,
  TAG_PARAMETERS,
  TAG_WAYS,
  tagFields,
  tagFilter,
  tagged,
  tagNamesOf,
  tagParameters,
  tagsText,
  tagWords,
} from './filter.js';
export { carriersOf, type HeldTag, heldTag, heldToName, removeTag, saveTag } from './manage.js';
export { tagName, tagNames } from './schema.js';
export { isOn, listPath, type Scope, scopeKey, scopeOf, type Tag } from './scope.js';

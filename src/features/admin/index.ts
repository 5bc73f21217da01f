export {
  type Account,
  accountToChange,
  approve,
  lock,
  refuseLastAdmin,
  reject,
  resetPassword,
  setRole,
  unlock,
} from './actions.js';
export { everyAccount, type ListedAccount } from './queries.js';
export { type Counted, countRemoval, REMOVAL_LIMIT_MS, removePerson } from './removal.js';
export { adminTabs } from './tabs.js';

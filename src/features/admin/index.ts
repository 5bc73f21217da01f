export { type Account, accountToChange, approve, reject, resetPassword, setRole, unlock } from './actions.js';
export { everyAccount, type ListedAccount } from './queries.js';
export { adminTabs } from './tabs.js';

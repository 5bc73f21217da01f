export { type Account, accountToChange, approve, reject, resetPassword, setRole, unlock } from './actions.js';

export { callerOf } from './caller.js';
export { ME } from './me.js';
export { endTokens } from './tokens.js';

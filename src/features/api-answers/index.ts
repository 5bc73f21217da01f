export { ANSWERS_HOURS, forgetAnswers, once } from './once.js';

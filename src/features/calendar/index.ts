export { endFeedOf } from './feed/feeds.js';

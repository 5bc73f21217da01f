import { GEAR_MAKERS } from './products-gear.js';
import { HOME_MAKERS } from './products-home.js';
import type { Maker } from './types.js';

/** The thirty companies of the demo. All of them are made up. */
export const MAKERS: Maker[] = [...GEAR_MAKERS, ...HOME_MAKERS];

import type { Category } from '../../src/features/inventory/choices.js';
import { GEAR_MAKERS } from './products-gear.js';
import { HOME_MAKERS } from './products-home.js';

/** What a company makes: name, model, category, and the price in the minor units of the currency it sells in. */
export type Product = [name: string, model: string | null, category: Category, price: number];
export type Maker = { name: string; programme?: string; currency?: 'EUR'; products: Product[] };

/** The thirty companies of the demo. All of them are made up. */
export const MAKERS: Maker[] = [...GEAR_MAKERS, ...HOME_MAKERS];

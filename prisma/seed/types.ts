import type { Category, ItemSource } from '../../src/features/inventory/choices.js';
import type { FieldName } from '../../src/features/inventory/fields.js';
import type { State } from '../../src/features/inventory/states.js';
import type { Creator } from './people.js';

/** What a company makes: name, model, category, and the price in the minor units of the currency it sells in. */
export type Product = [name: string, model: string | null, category: Category, price: number];
export type Maker = { name: string; programme?: string; currency?: 'EUR'; products: Product[] };

export type Fields = Partial<Record<FieldName, string | number | boolean | null>>;
/** What was set so many days ago; days in `set` are days ago as well, until the rows are made of it. */
export type Step = { ago: number; state?: State; set: Fields; days?: Partial<Record<FieldName, number>> };
/** How one unit came and went. */
export type Story = {
  creator: Creator;
  maker: Maker;
  product: Product;
  name: string;
  quantity: number;
  source: ItemSource;
  fate: State;
  /** Whether it was, or is to be, reviewed. */
  review: boolean;
  currency: 'USD' | 'EUR';
  /** How many days ago it came to its fate. */
  ago: number;
  /** Days from today to the day that its review, its return is due. */
  reviewDueIn?: number;
  returnDueIn?: number;
};

/** What creators are sent and buy. The column is free text, so that the list may change without a migration. */
export const CATEGORY_LABELS = {
  cameras_and_displays: 'Cameras and displays',
  audio: 'Audio',
  lighting: 'Lighting',
  computers_and_phones: 'Computers and phones',
  bags_and_carriers: 'Bags and carriers',
  clothing: 'Clothing',
  toys_and_collectibles: 'Toys and collectibles',
  books_and_media: 'Books and media',
  home_and_kitchen: 'Home and kitchen',
  beauty_and_care: 'Beauty and care',
  food_and_drink: 'Food and drink',
  travel_and_tickets: 'Travel and tickets',
  other: 'Other',
} as const;

export const SOURCE_LABELS = {
  review_unit: 'Review unit',
  loaner: 'Loaner',
  purchase: 'Purchase',
  gift: 'Gift',
  in_kind_payment: 'In-kind payment',
} as const;

export const CONDITION_LABELS = { new: 'New', open_box: 'Open box', used: 'Used', damaged: 'Damaged' } as const;

/** How a market value was found. */
export const FMV_METHOD_LABELS = {
  retail_price: 'Retail price on the day',
  street_price: 'Street price on the day',
  sold_listings: 'Sold listings',
  stated_by_brand: 'Stated by the brand',
  own_estimate: 'Own estimate',
} as const;

export type Category = keyof typeof CATEGORY_LABELS;
export type ItemSource = keyof typeof SOURCE_LABELS;
export const SOURCES = Object.keys(SOURCE_LABELS) as ItemSource[];

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

/** How a market value was found. */
export const FMV_METHOD_LABELS = {
  retail_price: 'Retail price on the day',
  street_price: 'Street price on the day',
  sold_listings: 'Sold listings',
  stated_by_brand: 'Stated by the brand',
  own_estimate: 'Own estimate',
} as const;

export type Category = keyof typeof CATEGORY_LABELS;
export type FmvMethod = keyof typeof FMV_METHOD_LABELS;

export const CATEGORIES = Object.keys(CATEGORY_LABELS) as [Category, ...Category[]];
export const FMV_METHODS = Object.keys(FMV_METHOD_LABELS) as [FmvMethod, ...FmvMethod[]];

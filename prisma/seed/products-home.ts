import type { Maker } from './types.js';

/** Makers of what fans collect, read, eat and put on a shelf. Prices in cents. */
export const HOME_MAKERS: Maker[] = [
  {
    name: 'Corkline',
    programme: 'Corkline press list',
    products: [
      ['Pinboard album for enamel pins, 96 slots', 'PA96', 'toys_and_collectibles', 4250],
      ['Reusable cup with lid, park map print', null, 'home_and_kitchen', 2400],
      ['Pin trading pouch with clear window', 'PT2', 'toys_and_collectibles', 1900],
      ['Cork wall map for ticket stubs', 'CW', 'home_and_kitchen', 3600],
    ],
  },
  {
    name: 'Parklight Goods',
    products: [
      ['Lanyard set, limited autumn run', null, 'toys_and_collectibles', 2800],
      ['Light-up bucket, parade edition', null, 'toys_and_collectibles', 3400],
      ['Enamel pin set, lost attractions', null, 'toys_and_collectibles', 4800],
      ['Season opener poster, numbered', null, 'toys_and_collectibles', 6500],
      ['Reflective parade cape, child', null, 'clothing', 3900],
    ],
  },
  {
    name: 'Little Parade',
    programme: 'Little Parade family panel',
    products: [
      ['Sunshade stroller organiser with insulated cup pockets', 'SO2', 'bags_and_carriers', 3699],
      ['Travel stroller, one-hand fold', 'TS1', 'bags_and_carriers', 22900],
      ['Child ear defenders, folding', 'ED', 'audio', 2600],
      ['Snack box with four cups', 'SB4', 'home_and_kitchen', 2199],
    ],
  },
  {
    name: 'Papermoor',
    programme: 'Papermoor readers',
    currency: 'EUR',
    products: [
      ['Fieldnote water-resistant journal, A5', 'FJ5', 'books_and_media', 1950],
      ['Trip planner with tear-out maps', 'TP', 'books_and_media', 2400],
      ['Gel pens that write when wet, set of four', 'GP4', 'books_and_media', 1450],
      ['Postcard block, painted rides', null, 'books_and_media', 1600],
    ],
  },
  {
    name: 'Marlow & Finch',
    programme: 'Marlow & Finch review copies',
    products: [
      ['A history of the log flume, hardback', null, 'books_and_media', 3900],
      ['Drawing crowds: queue design explained', null, 'books_and_media', 3200],
      ['Parks after dark, photo book', null, 'books_and_media', 5500],
      ['The carousel carvers, paperback', null, 'books_and_media', 2200],
    ],
  },
  {
    name: 'Pinwheel Toys',
    programme: 'Pinwheel toy panel',
    products: [
      ['Wooden coaster kit, 214 pieces', 'WC214', 'toys_and_collectibles', 7900],
      ['Wind-up ferris wheel', 'FW', 'toys_and_collectibles', 4400],
      ['Marble run, waterfall set', 'MR3', 'toys_and_collectibles', 5200],
      ['Plush otter in rain boots', null, 'toys_and_collectibles', 2900],
    ],
  },
  {
    name: 'Stagbeetle Games',
    programme: 'Stagbeetle previews',
    products: [
      ['Queue Masters, board game', 'QM', 'toys_and_collectibles', 4900],
      ['Park planner card game, travel tin', 'PPT', 'toys_and_collectibles', 1900],
      ['Puzzle, dark ride cutaway, 1,000 pieces', null, 'toys_and_collectibles', 2700],
      ['Trivia deck for waiting lines', null, 'toys_and_collectibles', 1500],
    ],
  },
  {
    name: 'Gilded Hare',
    products: [
      ['Cast figure, lantern keeper, run of 500', null, 'toys_and_collectibles', 14500],
      ['Ride vehicle model, 1:43, first series', null, 'toys_and_collectibles', 8900],
      ['Medallion set, ten lands', null, 'toys_and_collectibles', 5900],
      ['Display dome with oak foot', 'DD20', 'home_and_kitchen', 4600],
    ],
  },
  {
    name: 'Ferrous & Fern',
    products: [
      ['Cast-iron waffle pan, star pattern', 'WP', 'home_and_kitchen', 6800],
      ['Hanging planter, ride-track bracket', 'HP', 'home_and_kitchen', 4300],
      ['Enamel mug, ticket booth print', null, 'home_and_kitchen', 1900],
      ['Wall rack for caps and lanyards', 'WR8', 'home_and_kitchen', 3700],
    ],
  },
  {
    name: 'Bramblecup',
    programme: 'Bramblecup tasters',
    products: [
      ['Insulated bottle, 700 ml, flip straw', 'B700', 'home_and_kitchen', 3300],
      ['Collapsible kettle for hotel rooms', 'CK', 'home_and_kitchen', 4900],
      ['Cold brew kit for travel', 'CB1', 'food_and_drink', 3600],
      ['Cup sleeve, felt, pair', null, 'home_and_kitchen', 1400],
    ],
  },
  {
    name: 'Sundry Mill',
    programme: 'Sundry Mill snack post',
    products: [
      ['Snack crate, sixteen bars', null, 'food_and_drink', 3200],
      ['Churro mix with star nozzle', null, 'food_and_drink', 1600],
      ['Popcorn sampler, six tins', null, 'food_and_drink', 4200],
      ['Electrolyte sachets, box of thirty', null, 'food_and_drink', 2700],
    ],
  },
  {
    name: 'Saltmere Sun',
    programme: 'Firstlook reviewers',
    products: [
      ['Sun lotion stick, SPF 50', 'S50', 'beauty_and_care', 1700],
      ['After-sun gel, travel pair', null, 'beauty_and_care', 2100],
      ['Blister kit in a tin', 'BK', 'beauty_and_care', 1500],
      ['Tinted lip balm set', null, 'beauty_and_care', 1900],
    ],
  },
  {
    name: 'Moss Harbour',
    currency: 'EUR',
    programme: 'Moss Harbour post',
    products: [
      ['Bath set, pine and salt', null, 'beauty_and_care', 3400],
      ['Solid shampoo with travel tin', null, 'beauty_and_care', 1800],
      ['Foot balm for long days', null, 'beauty_and_care', 1600],
      ['Linen spray, first snow', null, 'home_and_kitchen', 2200],
    ],
  },
  {
    name: 'Cobblestone Press',
    products: [
      ['Guidebook, small parks of the north', null, 'books_and_media', 2600],
      ['Colouring book, fair at night', null, 'books_and_media', 1400],
      ['Calendar, twelve wooden coasters', null, 'books_and_media', 1800],
      ['Documentary disc, the last tram ride', null, 'books_and_media', 2400],
    ],
  },
  {
    name: 'Tallow Street',
    products: [
      ['Scented candle, rain on hot asphalt', null, 'home_and_kitchen', 2800],
      ['Wax melts, snack street, pack of eight', null, 'home_and_kitchen', 1600],
      ['Ceramic oil burner, tent shape', null, 'home_and_kitchen', 3900],
      ['Match jar with striker', null, 'home_and_kitchen', 1300],
    ],
  },
];

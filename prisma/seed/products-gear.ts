import type { Maker } from './types.js';

/** Makers of what creators film, record and travel with. Prices in cents. */
export const GEAR_MAKERS: Maker[] = [
  {
    name: 'Northgate Bags',
    programme: 'Northgate press list',
    products: [
      ['Trailcap 20 L park backpack with rain cover', 'Trailcap 20', 'bags_and_carriers', 12000],
      ['Crossbody sling, recycled ripstop', 'Sling R2', 'bags_and_carriers', 7500],
      ['Beltline hip pack, 3 L', 'Beltline 3', 'bags_and_carriers', 4500],
      ['Fold-flat day tote with zip pocket', 'Tote FF', 'bags_and_carriers', 3800],
      ['Padded camera insert for 20 L packs', 'Insert 20', 'bags_and_carriers', 5400],
    ],
  },
  {
    name: 'Ostrava Audio',
    programme: 'Ostrava creators',
    products: [
      ['P2 wireless lavalier kit, two transmitters', 'P2', 'audio', 18900],
      ['Boom kit, long', 'BK-3', 'audio', 42000],
      ['Furred windshield set for short microphones', 'WS-7', 'audio', 3600],
      ['Four-track pocket recorder', 'R4', 'audio', 23900],
      ['Closed studio headphones, coiled lead', 'H40', 'audio', 13900],
    ],
  },
  {
    name: 'Kestrel Optics',
    programme: 'Kestrel field testers',
    products: [
      ['Kestrel 3-axis phone gimbal', 'G3', 'cameras_and_displays', 14900],
      ['Macro lens clip for phones', 'MC-10', 'cameras_and_displays', 4800],
      ['Travel tripod, carbon, 1.1 kg', 'T11C', 'cameras_and_displays', 21000],
      ['Variable grey filter, 67 mm', 'VG67', 'cameras_and_displays', 8900],
      ['Compact binoculars, 8 × 25', 'B825', 'cameras_and_displays', 11900],
    ],
  },
  {
    name: 'Helio Displays',
    programme: 'Helio long-term loans',
    products: [
      ['Arc 14 in field monitor', 'Arc 14', 'cameras_and_displays', 32900],
      ['Pocket projector with battery base', 'Beam 2', 'cameras_and_displays', 37900],
      ['Clip-on camera monitor, 5 in', 'Arc 5', 'cameras_and_displays', 19900],
      ['Sun hood for 14 in monitors', 'SH14', 'cameras_and_displays', 4900],
    ],
  },
  {
    name: 'Lumen & Oak',
    programme: 'Lumen & Oak press list',
    currency: 'EUR',
    products: [
      ['Clip light, three heads', 'CL3', 'lighting', 8900],
      ['Magnetic panel light, bicolour', 'Panel 6', 'lighting', 7200],
      ['Cast-resin carousel night light, second edition', null, 'lighting', 6400],
      ['Oak desk lamp with dimming dial', 'Dial', 'lighting', 13200],
    ],
  },
  {
    name: 'Voltline',
    programme: 'Firstlook reviewers',
    products: [
      ['Voltline 20,000 mAh power bank, USB-C 65 W', 'V20K', 'computers_and_phones', 5999],
      ['Flat wall charger, three ports', 'F3', 'computers_and_phones', 3999],
      ['Braided charging lead, 2 m', 'L2', 'computers_and_phones', 1899],
      ['Solar panel for backpacks, 12 W', 'S12', 'computers_and_phones', 6900],
    ],
  },
  {
    name: 'Nimbus Forge',
    programme: 'Nimbus creators',
    products: [
      ['Portable drive, 2 TB, rubber edge', 'ND2', 'computers_and_phones', 15900],
      ['Seven-in-one dock for laptops', 'D7', 'computers_and_phones', 6900],
      ['Compact edit keyboard with jog wheel', 'EK-1', 'computers_and_phones', 18900],
      ['Card reader, dual slot', 'CR2', 'computers_and_phones', 4200],
    ],
  },
  {
    name: 'Quietwell',
    programme: 'Firstlook reviewers',
    products: [
      ['Filter earplugs with case', 'QE', 'audio', 2900],
      ['Folding vocal booth for desks', 'Booth S', 'audio', 12900],
      ['Sleep ear set, low profile', 'Q2', 'audio', 9900],
      ['Acoustic tiles, pack of twelve', 'QT12', 'audio', 5800],
    ],
  },
  {
    name: 'Havenrail',
    programme: 'Havenrail media desk',
    currency: 'EUR',
    products: [
      ['Weekend rail pass, Rotterdam', null, 'travel_and_tickets', 17800],
      ['Luggage scale with tape measure', 'LS', 'travel_and_tickets', 1900],
      ['Night train voucher for two', null, 'travel_and_tickets', 23800],
    ],
  },
  {
    name: 'Larkspur Travel',
    programme: 'Larkspur hosted visits',
    products: [
      ['Two-day park ticket, early entry', null, 'travel_and_tickets', 24900],
      ['Annual pass, off-season', null, 'travel_and_tickets', 32900],
      ['Parking and locker bundle', null, 'travel_and_tickets', 5800],
      ['Packing cubes, set of five', 'PC5', 'travel_and_tickets', 4400],
    ],
  },
  {
    name: 'Breezeworks',
    programme: 'Breezeworks press list',
    products: [
      ['Rotary neck fan, three speeds', 'NF3', 'beauty_and_care', 3299],
      ['Cooling towel, pack of six', 'CT6', 'beauty_and_care', 1899],
      ['Misting bottle with fan head', 'MB1', 'beauty_and_care', 2499],
      ['Battery desk fan with clip', 'DF2', 'home_and_kitchen', 3900],
    ],
  },
  {
    name: 'Dryday',
    programme: 'Dryday press list',
    products: [
      ['Hinged ankle rain poncho, adult, pack of four', 'AP4', 'clothing', 3400],
      ['Packable rain jacket, taped seams', 'RJ', 'clothing', 8900],
      ['Waterproof phone pouch on a cord', 'PP1', 'bags_and_carriers', 1699],
      ['Shoe covers, reusable, pair', 'SC', 'clothing', 2200],
    ],
  },
  {
    name: 'Cindertrail',
    programme: 'Cindertrail wear test',
    products: [
      ['Walking shoe for long park days', 'Amble', 'clothing', 11900],
      ['Cushioned socks, pack of three', 'CS3', 'clothing', 2700],
      ['Gel insoles, cut to size', 'GI', 'clothing', 2400],
      ['Slip-on sandal with strap', 'Drift', 'clothing', 6400],
    ],
  },
  {
    name: 'Tidewick Apparel',
    products: [
      ['Sun shirt with hood', 'SSH', 'clothing', 5900],
      ['Quick-dry shorts, seven pockets', 'S7', 'clothing', 5400],
      ['Wide-brim hat with chin cord', 'WB', 'clothing', 3800],
      ['Merino layer, long sleeves', 'ML', 'clothing', 8200],
    ],
  },
  {
    name: 'Orbit & Anchor',
    currency: 'EUR',
    programme: 'Orbit & Anchor makers',
    products: [
      ['Shoulder strap with quick links', 'QL', 'bags_and_carriers', 4600],
      ['Tool roll for small cables', 'TR1', 'bags_and_carriers', 3900],
      ['Cabin trolley, 38 L, soft', 'C38', 'bags_and_carriers', 16900],
      ['Wrist strap for compact cameras', 'WS', 'cameras_and_displays', 2600],
    ],
  },
];

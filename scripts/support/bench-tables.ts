/** A table that is made to be brought in; `key`: by what a second one, where `again`, changes all of it. */
export type TableOf = { rows: number; key?: string; csv(rows: number, again?: boolean): string };

const COMPANIES = 300;
const company = (n: number) => `Bench Company ${n % COMPANIES}`;
const day = (n: number, from = 2020) => {
  const [year, month, date] = [from + (n % 6), 1 + (n % 12), 1 + (n % 28)];
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
};
const one = <T>(all: readonly T[], n: number) => all[n % all.length] as T;

/** Tables as people have them, by the module that takes them. */
export const TABLES: Readonly<Record<string, TableOf>> = {
  inventory: {
    rows: 100_000,
    key: 'serial',
    csv: (rows, again) =>
      csvOf(
        'name,brand,model,serial,category,condition,location,source,received_on,currency,fair_market_value,state,tags',
        rows,
        (n) => [
          `Item number ${n}`,
          company(n),
          `Model ${n % 700}`,
          `SN-${n}`,
          one(['audio', 'lighting', 'clothing', 'other'], n),
          one(['new', 'used'], n),
          again ? `Shelf ${n % 40} below` : `Shelf ${n % 40}`,
          one(['review_unit', 'gift'], n),
          day(n),
          one(['USD', 'EUR'], n),
          `${n % 900}.50`,
          'received',
          `"${one(['studio', 'travel', 'desk'], n)}, ${one(['keep', 'sell'], n)}"`,
        ],
      ),
  },
  contacts: {
    rows: 10_000,
    csv: (rows) =>
      csvOf('first_name,last_name,title,role,emails,phones,companies,warmth,tags', rows, (n) => [
        `Ana${n}`,
        `Bench${n % 3000}`,
        'PR manager',
        'pr',
        `ana${n}@bench.example`,
        `+1 407 555 ${String(n % 10_000).padStart(4, '0')}`,
        company(n),
        'warm',
        one(['press', 'agency'], n),
      ]),
  },
  pipeline: {
    rows: 10_000,
    csv: (rows) =>
      csvOf('name,company,contacts,source,currency,amount,first_contact_on,next_step,next_step_on', rows, (n) => [
        `Deal number ${n}`,
        company(n),
        `Person Bench${n % 500}`,
        'inbound',
        'USD',
        `${1_000 + (n % 9_000)}.00`,
        day(n),
        'Write again',
        day(n, 2026),
      ]),
  },
  collabs: {
    rows: 10_000,
    csv: (rows) =>
      csvOf('name,company,contacts,compensation,currency,fee,state,starts_on,ends_on,promo_code', rows, (n) => [
        `Collab number ${n}`,
        company(n),
        `Person Bench${n % 500}`,
        'cash',
        'USD',
        `${1_000 + (n % 9_000)}.00`,
        'proposed',
        '2026-01-01',
        '2026-12-31',
        `CODE${n}`,
      ]),
  },
};

function csvOf(header: string, rows: number, row: (n: number) => string[]): string {
  return [header, ...Array.from({ length: rows }, (_, n) => row(n + 1).join(','))].join('\r\n');
}

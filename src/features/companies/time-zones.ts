/** The time zones a form offers, by their names. */
export const TIME_ZONE_LABELS: Readonly<Record<string, string>> = Object.fromEntries(
  ['UTC', ...Intl.supportedValuesOf('timeZone')].map((name) => [name, name]),
);

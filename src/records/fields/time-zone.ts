import { optionalText } from '../../http/form.js';
import { NO_TIME_ZONE, TIME_ZONE_OPTIONS, timeZoneName, timeZoneOf } from '../../http/time-zones.js';
import type { Common, Field } from './field.js';
import { text } from './text.js';

const schema = optionalText(64)
  .transform((it) => (it === null ? null : (timeZoneOf(it) ?? '')))
  .refine((it) => it !== '', NO_TIME_ZONE);

/** A time zone, kept by its present IANA name whichever of its names was typed. */
export function timeZone(o: Common): Field<string | null> {
  return {
    ...text({ ...o, max: 64, optional: true }),
    kind: 'time zone',
    input: { control: 'combobox', options: TIME_ZONE_OPTIONS, hint: o.hint },
    parse: () => schema,
    typed: (zone) => timeZoneName(zone ?? ''),
    shown: (zone) => timeZoneName(zone ?? ''),
  };
}

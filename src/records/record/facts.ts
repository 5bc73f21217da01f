import type { FieldSet, Row } from '../fields/set.js';
import type { Look } from '../states.js';

type FactLink = { href: string; text: string };
/** A row of a record's page: a text, one with a remark, a state, a link to another page of ours, links to elsewhere, several lines. */
export type Fact = {
  label: string;
  value: string;
  more?: string;
  look?: Look;
  to?: string;
  links?: FactLink[];
  lines?: string[];
};
/** Facts under a heading; `group` is the section of the form that changes them. */
export type FactGroup = { title: string; group: string; facts: Fact[] };

/** The facts of fields of a row by their names, each as people read it. */
export function factsFrom(fields: FieldSet, row: Row): (...names: string[]) => Fact[] {
  return (...names) =>
    names.map((name) => ({
      label: fields.label(name),
      value: fields.shown(name, row[name], fields.around(row).currency),
    }));
}

/** Those that say something: what many records lack is left out when empty. */
export function filled(facts: Fact[]): Fact[] {
  return facts.filter(({ value }) => value !== '');
}

/** The web addresses of a text, one a line. Only what a form lets in becomes a link, whatever way a row came. */
export function linksIn(text: unknown): FactLink[] | undefined {
  const addresses = typeof text === 'string' ? text.split('\n').filter((it) => /^https?:\/\//i.test(it)) : [];
  if (addresses.length === 0) return undefined;
  return addresses.map((href) => ({ href, text: href.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '') }));
}

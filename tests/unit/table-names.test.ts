import { describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import { spellingKey } from '../../src/http/table/words.js';
import { meaningsOf, othersOf } from '../../src/records/import/mapping.js';
import type { Module } from '../../src/records/module.js';

const named = (name: string) => MODULES.find(({ kind }) => kind.name === name) as Module;

/** Columns as spreadsheets have them, each with the field that it fills. */
const SHEETS: Record<string, Record<string, string>> = {
  inventory: {
    ...{ Product: 'name', Brand: 'brand', 'Serial no.': 'serial', 'S/N': '', Qty: 'quantity', Type: 'category' },
    ...{ Received: 'received_on', 'Purchase date': 'ordered_on', Cost: 'cash_price', Value: 'fair_market_value' },
    ...{ Status: 'state', 'Date sold': 'sold_on', 'Sold for': 'sale_price', Fees: 'marketplace_fee', Colour: '' },
  },
  companies: { Company: 'name', URL: 'website', Industry: 'category', Terms: 'payment_terms_days' },
  contacts: {
    'Given name': 'first_name',
    Surname: 'last_name',
    Email: 'emails',
    Mobile: 'phones',
    Company: 'companies',
  },
  pipeline: { Deal: 'name', Brand: 'company', Value: 'amount', Status: 'stage', 'Close date': 'expected_on' },
  collabs: { Campaign: 'name', Sponsor: 'company', Price: 'fee', 'Start date': 'starts_on', Signed: 'signed_on' },
  programmes: { Program: 'name', Merchant: 'company', 'Commission rate': 'base_rate' },
  affiliates: { Program: 'programme', Revenue: 'sales_amount', Earnings: 'commission', Status: 'state' },
  templates: { Template: 'name', 'Subject line': 'subject', Body: 'body' },
  guide_shows: { Podcast: 'name', URL: 'website' },
  guide_episodes: { Episode: 'name', '#': 'number', 'Air date': 'publish_on', Duration: 'target_length' },
};

describe('columns of a spreadsheet', () => {
  it.each(Object.entries(SHEETS))('of %s find their fields by what people call these', (kind, columns) => {
    const found = meaningsOf(named(kind), Object.keys(columns)).map(({ to }) => to ?? '');
    expect(Object.fromEntries(Object.keys(columns).map((it, n) => [it, found[n]]))).toEqual(columns);
  });

  it('fill a field that is called so before one that is called so besides', () => {
    const to = meaningsOf(named('inventory'), ['Price', 'Price paid', 'sale_price', 'Sold for']).map((it) => it.to);
    expect(to).toEqual([null, 'cash_price', 'sale_price', null]);
  });

  it.each(MODULES.map(({ kind }) => kind.name))('of %s mean one field each', (kind) => {
    const { fields } = named(kind);
    const others = fields.names.flatMap((name) => [...new Set(othersOf(fields.field(name)).map(spellingKey))]);
    expect(others.filter((it, n) => others.indexOf(it) !== n)).toEqual([]);
  });
});

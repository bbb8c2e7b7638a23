import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatJson, type JsonValue, parseJson } from '../../src/gateway/domain/json.ts';
import { sqldMissing } from '../servers/sqld.ts';
import { type FormStore, formStores, type NewForms, openPgForms } from './form-stores.ts';

const id = '0b9f6a52-6c1e-4d0a-9a53-2f1d6a7e0001';
const largest = Number.MAX_SAFE_INTEGER;
const moments = [
  '0001-01-01T00:00:00.000Z',
  '0099-12-31T23:59:59.999Z',
  '1582-10-10T12:00:00.000Z',
  '1900-02-28T23:59:59.001Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2024-10-27T01:30:00.250Z',
  '9999-12-31T23:59:59.999Z',
].map((text) => new Date(text));

const texts = [
  '',
  ' ',
  "it's",
  '\\',
  '%_',
  'é',
  'e\u0301',
  '😀',
  '\u{10ffff}',
  '\ufeff',
  '\uffff',
  'line\r\nend\u0001',
];

const jsons: readonly JsonValue[] = [
  '',
  '5',
  'null',
  '"quoted"',
  'text',
  0,
  -1.5,
  1e-7,
  1e21,
  1.7976931348623157e308,
  5e-324,
  largest,
  true,
  false,
  [],
  {},
  [[], [[{}]], null],
  { '': 1, ' ': 2, é: 3, z: 4, Z: 5, aa: 6, b: 7, '10': 8, '9': 9, '\u{1f600}': 10, '\uffff': 11 },
  { b: { d: 1, c: [{ f: 1, e: null }] }, a: '"\\/\b\f\n\r\t\u007f\u2028😀' },
  parseJson('{"__proto__":{"x":1},"constructor":2,"toString":null}'),
];

/** Every value of every form, a row each. */
const values: readonly Omit<NewForms, 'place'>[] = [
  {},
  { id },
  ...texts.map((text) => ({ text })),
  ...[0, 1, -1, 2 ** 31, 2 ** 53 - 2, largest, -largest].map((integer) => ({ integer })),
  { boolean: true },
  { boolean: false },
  ...moments.map((moment) => ({ moment })),
  ...jsons.map((json) => ({ json })),
  { bytes: new Uint8Array() },
  { bytes: Uint8Array.from({ length: 256 }, (_, byte) => byte) },
  // A part of a larger buffer: only the part is meant.
  { bytes: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) },
];
const rows: readonly NewForms[] = values.map((value, place) => ({
  place,
  createdAt: new Date(place),
  ...value,
}));
const nothing = { id: null, text: null, integer: null, boolean: null, moment: null, json: null, bytes: null };

describe.each(Object.keys(formStores))('what is written is read back the same by %s', (driver) => {
  let store: FormStore | null = null;
  beforeAll(async () => {
    store = (await formStores[driver]?.()) ?? null;
    await store?.write(rows);
  });
  afterAll(() => store?.[Symbol.asyncDispose]());
  const opened = (skip: (reason?: string) => never): FormStore =>
    store ?? skip(sqldMissing() ?? 'not opened');

  test('numbers, text, moments, booleans, JSON and bytes, with nothing in between', async ({ skip }) => {
    const read = await opened(skip).read();
    expect(read).toHaveLength(rows.length);
    for (const [place, row] of read.entries()) expect(row).toStrictEqual({ ...nothing, ...rows[place] });
  });

  test('JSON keys come in one order, whatever the engine keeps', async ({ skip }) => {
    const read = (await opened(skip).read()).flatMap(({ json }) =>
      json === null ? [] : [JSON.stringify(json)],
    );
    expect(read).toEqual(jsons.map(formatJson));
    expect(read).toContain('{"9":9,"10":8,"":1," ":2,"Z":5,"aa":6,"b":7,"z":4,"é":3,"😀":10,"\uffff":11}');
    expect(read).toContain('{"__proto__":{"x":1},"constructor":2,"toString":null}');
  });

  test('bytes are a plain Uint8Array that shares no memory with another', async ({ skip }) => {
    const read = (await opened(skip).read()).flatMap(({ bytes }) => (bytes === null ? [] : [bytes]));
    expect(read.map((bytes) => bytes.constructor)).toEqual(read.map(() => Uint8Array));
    expect(read.map(({ length, buffer }) => buffer.byteLength - length)).toEqual(read.map(() => 0));
  });

  test('a value is found by itself', async ({ skip }) => {
    const found = opened(skip);
    for (const { place, createdAt: _, json, ...value } of rows) {
      // An engine compares JSON in a way of its own, or not at all.
      if (json === undefined) expect(await found.find({ place, ...value })).toEqual([place]);
    }
    expect(await found.find({ moment: moments[0]! })).toHaveLength(1);
    expect(await found.find({ boolean: false })).toHaveLength(1);
  });

  test('what is reckoned in the database with a whole number stays whole', async ({ skip }) => {
    const reckoning = opened(skip);
    const place = rows.length;
    await reckoning.write([{ place, integer: largest, createdAt: new Date(0) }]);
    await reckoning.divide(place, 2);
    expect((await reckoning.read()).at(-1)?.integer).toBe((largest - 1) / 2);
  });

  test('the default of a moment is now', async ({ skip }) => {
    const before = Date.now();
    await opened(skip).write([{ place: rows.length + 1 }]);
    const { createdAt } = (await opened(skip).read()).at(-1)!;
    expect(Math.abs(createdAt.getTime() - before)).toBeLessThan(10_000);
  });
});

describe('on PostgreSQL, whatever the sessions of a role begin with', () => {
  // In the year 1 the one is ahead by minutes and seconds, and the other still in the year 1 BC.
  const timeZones = ['Europe/Amsterdam', 'America/Caracas'];
  const styles = ["datestyle = 'German, DMY'", "bytea_output = 'escape'", 'extra_float_digits = 0'];

  test.each(timeZones)('moments and bytes are the same in the time zone %s', async (zone) => {
    await using store = await openPgForms([`timezone = '${zone}'`, ...styles]);
    await store.write(rows);
    const read = await store.read();
    for (const [place, row] of read.entries()) expect(row).toStrictEqual({ ...nothing, ...rows[place] });
  });

  test.each(['German, DMY', 'SQL, DMY', 'Postgres, MDY'])(
    'a connection that leaves DateStyle %s is told, rather than given another moment',
    async (style) => {
      await using store = await openPgForms([], `SET datestyle = '${style}'`);
      await store.write([{ place: 0, moment: moments[6]! }]);
      await expect(store.read()).rejects.toThrow('has to set DateStyle to ISO');
    },
  );
});

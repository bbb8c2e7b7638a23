import { createHash } from 'node:crypto';
import { firstMoment } from './program.ts';
import { retentionSettings } from '../../../src/gateway/domain/retention.ts';

/** 3440 characters that no compression makes much shorter: too many for a row of an index of PostgreSQL. */
export const longText: string = Array.from({ length: 40 }, (_, at) =>
  createHash('sha512').update(String(at)).digest('base64url').toLowerCase(),
).join('');

/** What texts are made of where their name says nothing: cases, patterns, quotes, and what folds elsewhere. */
export const plainTexts: readonly string[] = ['a', 'b', 'B', 'ab', 'Ab', 'aB', 'z'];
export const oddTexts: readonly string[] = [
  '%',
  '_',
  '\\',
  'a%b',
  'a_b',
  "it's",
  '"',
  '',
  ' ',
  ' a',
  'a ',
  'é',
  'É',
  'e\u0301',
  'ß',
  'ẞ',
  'İ',
  'ı',
  'ſ',
  '\u212a',
  'Ω',
  'ω',
  '😀',
  '\uffff',
  '\ufeff',
  'a\nb',
  '\u0001',
  '0',
  '10',
  '9',
  "'); --",
];
/** Neither engine would keep these as they are. */
export const brokenTexts: readonly string[] = ['\0', 'a\0b', '\ud800', 'a\udc00'];

const hashes = ['1', '2', '3', 'a'].map((digit) => digit.repeat(64));

const namedTexts: readonly (readonly [RegExp, readonly string[]])[] = [
  [/hash$/i, hashes],
  [/^email$/, ['a@x.test', 'A@x.test', 'b@x.test', 'B@X.TEST', 'é@x.test', 'É@x.test']],
  [/^(slug|alias)$/, ['a', 'b', 'c', 'a-b', 'a_b', 'ß', 'z']],
  [/^(errorText|error|errorCode|errorMessage)$/, ['Rate limit', 'rate', 'RATE', 'time_out']],
];
const positionalTexts: Readonly<Record<string, readonly string[]>> = {
  'users.findByEmail': ['a@x.test', 'A@X.test', 'b@x.test', 'É@x.test'],
  'sessions.findLive': hashes,
  'invitations.findByTokenHash': hashes,
  'invitations.accept': hashes,
  'apiKeys.lookUp': hashes,
  'settings.get': [...retentionSettings, 'a', 'b'],
  'settings.set': [...retentionSettings, 'a', 'b'],
};

/** Returns the usual texts of a property, or of an argument of a method where the key is its name. */
export function usualTexts(key: string): readonly string[] {
  return positionalTexts[key] ?? namedTexts.find(([pattern]) => pattern.test(key))?.[1] ?? plainTexts;
}

const namedNumbers: Readonly<Record<string, readonly number[]>> = {
  httpStatus: [200, 404, 500],
  logDays: [10, 30, 100],
  payloadDays: [0, 1, 10],
};
const plainNumbers = [1, 2, 3, 10, 100, 200, 500];

/** Returns the usual numbers of a property. */
export const usualNumbers = (key: string): readonly number[] => namedNumbers[key] ?? plainNumbers;

export const oddNumbers: readonly number[] = [
  0,
  -0,
  -1,
  -100,
  99,
  599,
  600,
  1000,
  1001,
  3650,
  3651,
  1_000_000,
  1_000_001,
  3_600_000,
  3_600_001,
  1e9,
  1e9 + 1,
  2 ** 31,
  2 ** 32,
  2 ** 52 + 1,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  1.5,
  1e-7,
  Number.NaN,
  Infinity,
];

const hour = 3_600_000;
/** Ends of days, of a week and of a month; few, so that they meet. */
const midnights = ['2026-02-28', '2026-03-01', '2026-03-02'].map((text) => Date.parse(text));
const long = [1, 3, 10, 100].map((days) => Date.parse('2026-03-01') - days * 24 * hour);
export const usualMoments: readonly Date[] = [
  firstMoment.getTime(),
  ...midnights.flatMap((midnight) => [midnight - 1, midnight, midnight + hour]),
  ...long,
].map((at) => new Date(at));
export const oddMoments: readonly Date[] = [
  new Date(0),
  new Date(-1),
  new Date('1969-12-31T23:59:59.500Z'),
  new Date('0001-01-01T00:00:00.000Z'),
  new Date('0099-12-31T23:59:59.999Z'),
  new Date('9999-12-31T23:59:59.999Z'),
  new Date('2024-02-29T12:00:00.001Z'),
  new Date(-62_135_596_800_001),
  new Date(253_402_300_800_000),
  new Date(Number.NaN),
];

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};

export const usualJsons: readonly unknown[] = [
  {},
  [],
  7,
  30,
  { b: 1, a: [true, null, 'x'] },
  'text',
  '5',
  ['a'],
];
export const oddJsons: readonly unknown[] = [
  null,
  0,
  -0,
  1.5,
  1e21,
  5e-324,
  1.7976931348623157e308,
  2 ** 53,
  0.1 + 0.2,
  '',
  'null',
  '"quoted"',
  '\u2028 é 😀 \\ "',
  { '': 1, ' ': 2, é: 3, z: 4, Z: 5, aa: 6, b: 7, '10': 8, '9': 9, '😀': 10, '\uffff': 11 },
  JSON.parse('{"__proto__":{"x":1},"constructor":2,"toString":null}'),
  { b: { d: 1, c: [{ f: 1, e: null }] }, a: '\b\f\n\r\t\u007f' },
  [[], [[{}]], null],
  { list: [-0, { deep: 1e21 }] },
  deep(999),
  deep(1000),
  deep(1001),
  { a: undefined },
  [undefined],
  Number.NaN,
  Infinity,
  'a\0b',
  { 'a\0': 1 },
  '\ud800',
  new Date(0),
  10n,
];

export const someBytes: readonly Uint8Array[] = [
  Uint8Array.of(1, 2, 3),
  Uint8Array.of(),
  Uint8Array.of(0),
  Uint8Array.of(0, 255, 128, 39, 92, 0),
  Buffer.from('{"a":1}'),
  Uint8Array.from({ length: 300 }, (_, at) => at % 256),
];

/** Of another kind than whatever is asked for. */
export const wrongValues: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  0,
  1,
  true,
  {},
  [],
  10n,
  Number.NaN,
  new Date(0),
];

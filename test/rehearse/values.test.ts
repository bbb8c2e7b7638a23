import { expect, test } from 'vitest';
import type { RawValue, RowColumn } from '../../src/engines/row-dialect.ts';
import type { LogicalName } from '../../src/parity/logical-type.ts';
import { isSameValue } from '../../src/rehearse/account/same-value.ts';
import { canonicalValue } from '../../src/rehearse/values/canonical-value.ts';

function read(
  meaning: LogicalName,
  kind: RawValue['kind'],
  text: string,
  more: Partial<RowColumn> = {},
): string | null {
  const column = {
    name: 'c',
    meaning,
    unit: null,
    declared: '',
    isArray: false,
    scale: null,
    default: null,
    ...more,
  };
  return canonicalValue({ kind, text }, column);
}

test.each([
  ['a whole number beyond 2^53', read('integer', 'integer', '9007199254740993'), '9007199254740993'],
  ['a fraction where a whole number is meant', read('integer', 'real', '1.5'), '1.5'],
  ['a truth value', read('boolean', 'integer', '1'), 'true'],
  ['a number that is no truth value', read('boolean', 'integer', '7'), 'integer 7'],
  ['a double that is printed too long', read('decimal', 'real', '9999999999999.9902'), '9999999999999.99'],
  ['cents', read('decimal', 'integer', '-1250', { scale: 2 }), '-12.5'],
  ['a decimal with zeros', read('decimal', 'text', '0012.500'), '12.5'],
  [
    'a uuid of bytes',
    read('uuid', 'bytes', '00112233445566778899aabbccddeeff'),
    '00112233-4455-6677-8899-aabbccddeeff',
  ],
  ['milliseconds', read('timestamp', 'integer', '-1', { unit: 'ms' }), '-1000'],
  ['a moment in a zone', read('timestamp', 'text', '1970-01-01 02:00:00.5+02'), '500000'],
  ['a moment that is none', read('timestamp', 'text', 'soon 1x'), 'text soon 1x'],
  [
    'a day beyond the calendar',
    read('date', 'integer', '99999999999999999', { unit: 's' }),
    'integer 99999999999999999',
  ],
  [
    'JSON in another order',
    read('json', 'text', '{"b": 1.0, "a": [1e2, 9007199254740993]}'),
    '{"a":[100,9007199254740993],"b":1}',
  ],
  ['what is no JSON', read('json', 'text', '{'), 'text {'],
  ['text for bytes', read('bytes', 'text', '{}'), '7b7d'],
  ['a time without seconds', read('time', 'text', '12:30'), '12:30:00'],
])('%s', (_name, found, expected) => {
  expect(found).toBe(expected);
});

test.each<[LogicalName, string, LogicalName, string, boolean]>([
  ['integer', '5', 'text', '5', true],
  ['integer', '5', 'text', '05', true],
  ['integer', '2', 'boolean', 'true', false],
  ['boolean', 'true', 'integer', '1', true],
  ['real', '1.5', 'integer', '2', false],
  ['text', '2024-01-01T00:00:00Z', 'timestamp', '1704067200000000', true],
  ['timestamp', 'text soon 1x', 'integer', '1', false],
  ['timestamp', '1704067200000000', 'integer', '1704067200', true],
  ['text', '{ "a": 1 }', 'json', '{"a":1}', true],
  ['text', 'a', 'text', 'A', false],
])('%s %s and %s %s: the same is %s', (from, old, to, now, expected) => {
  expect(isSameValue({ meaning: from, value: old }, { meaning: to, value: now })).toBe(expected);
});

import { floorDiv } from '../../engines/moment-text.ts';
import type { LogicalName } from '../../parity/logical-type.ts';
import type { Random } from './random.ts';
import { fittingText, freshText, textBoundaries } from './text-values.ts';
import type { ColumnPlan } from './table-plan.ts';
import { uuidText } from './uuid-text.ts';

/** Values at the edge of what a column of the type holds, in their logical form. */
const boundaries: Readonly<Partial<Record<LogicalName, (column: ColumnPlan) => readonly string[]>>> = {
  integer: wholeBoundaries,
  boolean: () => ['true', 'false'],
  real: ({ bytes }) =>
    bytes === 4
      ? ['1.5', '0', '-0.25', '-1', '1', '65504']
      : ['1.5', '0', '-0.1', '-1', '1', '1.7976931348623157e+308', '1e-300'],
  decimal: decimalBoundaries,
  text: textBoundaries,
  other: textBoundaries,
  bytes: () => ['ff00fe', '', '00', '0001020380ff', '7b7d'],
  json: () => [
    '{"a":{"b":[1,null,true,"\u00e9\ud83d\ude00"]}}',
    '["\\"quoted\\" and \'single\'"]',
    '{"n":9007199254740993}',
    '{}',
    '""',
    '[]',
    '0',
    'false',
  ],
  timestamp: ({ momentStep }) =>
    [
      '0',
      '981173106789000',
      '1704067199999000',
      '951782400000000',
      '-2208988800000000',
      '253402300799000000',
    ].map((moment) => String(floorDiv(BigInt(moment), momentStep) * momentStep)),
  date: () => ['1970-01-01', '2024-02-29', '1900-01-01', '9999-12-31', '2000-02-29'],
  time: () => ['00:00:00', '23:59:59', '12:34:56'],
  interval: () => ['1 day', '00:00:00', '01:30:00'],
  // With host bits of zero and a length: inet and cidr print it alike.
  network: () => ['10.0.0.0/8', '192.168.0.0/16', 'fe80::/10'],
  array: () => ['[]'],
};

function wholeBoundaries({ bytes, isCounter, limits: { least, most } }: ColumnPlan): readonly string[] {
  if (isCounter) return [];
  const top = 2n ** BigInt(bytes * 8 - 1) - 1n;
  const [low, high] = [least ?? -top - 1n, most ?? top];
  const around = [high, 0n, 2n ** 53n + 1n, -1n, low, 1n, -(2n ** 53n) - 1n, low + 1n, high - 1n];
  return around
    .filter((value) => value >= low && value <= high && value >= -top - 1n && value <= top)
    .map(String);
}

/** Without precision up to fifteen digits: what every form on the other engine can hold. */
function decimalBoundaries({ precision, limits: { least, most } }: ColumnPlan): readonly string[] {
  const [total, scale] = precision ?? [15, 2];
  const digits = Math.min(total, 15);
  const whole = '9'.repeat(Math.max(digits - scale, 1));
  const top = scale > 0 ? `${whole}.${'9'.repeat(scale)}` : whole;
  const step = scale > 0 ? `0.${'0'.repeat(scale - 1)}1` : '1';
  return [top, '0', step, `-${top}`, '1', '-1'].filter(
    (value) => Number(value) >= Number(least ?? -Infinity) && Number(value) <= Number(most ?? Infinity),
  );
}

/** Returns the values that a column should be tried with, each once: choices, or boundaries and what rules name. */
export function columnPool(column: ColumnPlan): readonly string[] {
  if (column.choices !== null) return [...column.choices];
  const own = boundaries[column.meaning]?.(column) ?? [];
  const isText = column.meaning === 'text' || column.meaning === 'other';
  const hints = column.hints.filter((hint) => fits(column, hint));
  return [...new Set([...own, ...hints])].filter(
    (value) => !isText || fittingText(column.limits, value) === value,
  );
}

const wholeNumber = /^-?\d+$/;
const forms: Readonly<Partial<Record<LogicalName, RegExp>>> = {
  integer: wholeNumber,
  decimal: /^-?\d+(\.\d+)?$/,
  real: /^-?\d+(\.\d+)?$/,
  boolean: /^(true|false)$/,
  text: /^/,
};

function fits({ meaning, limits: { least, most }, bytes }: ColumnPlan, hint: string): boolean {
  if (forms[meaning]?.test(hint) !== true) return false;
  if (!wholeNumber.test(hint) || meaning !== 'integer') return true;
  const [value, top] = [BigInt(hint), 2n ** BigInt(bytes * 8 - 1) - 1n];
  return value >= (least ?? -top) && value <= (most ?? top) && value >= -top && value <= top;
}

/** Returns a value that no other row is likely to have; `serial` is one more at every call. */
export function freshValue(column: ColumnPlan, serial: number, random: Random): string {
  const make = fresh[column.meaning] ?? freshText;
  return make(column, serial, random);
}

type MakeFresh = (column: ColumnPlan, serial: number, random: Random) => string;

const fresh: Readonly<Partial<Record<LogicalName, MakeFresh>>> = {
  integer: ({ limits: { least, most }, bytes }, serial) => {
    const top = 2n ** BigInt(bytes * 8 - 1) - 1n;
    const low = least ?? (most !== null && most < 1n ? most - 1_000_000n : 1n);
    const span = (most ?? top) - low + 1n;
    return String(low + (span > 0n ? BigInt(serial) % span : 0n));
  },
  boolean: (_, __, random) => random.pick(['true', 'false']),
  uuid: ({ limits: { prefix } }, serial, random) =>
    `${prefix}${uuidText(serial, random).slice(prefix.length)}`,
  real: ({ limits: { least } }, serial) => String(Number(least ?? 0n) + serial + 0.5),
  decimal: ({ limits: { least, most }, precision }, serial) => {
    const scale = precision?.[1] ?? 2;
    const span = Math.min(
      10 ** Math.max((precision?.[0] ?? 15) - scale, 0),
      Number((most ?? 1_000_000n) - (least ?? 0n)) + 1,
    );
    const whole = Number(least ?? 0n) + (serial % Math.max(span, 1));
    return scale > 0 && span > 1 && most === null ? `${whole}.5` : String(whole);
  },
  bytes: (_, serial, random) =>
    `00${serial.toString(16).padStart(8, '0')}${random.below(256).toString(16).padStart(2, '0')}`,
  json: (_, serial) => `{"serial":${serial}}`,
  timestamp: (_, serial) => String(1_600_000_000_000_000n + BigInt(serial) * 86_461_000_000n),
  date: (_, serial) => new Date((serial % 20_000) * 86_400_000).toISOString().slice(0, 10),
  time: (_, serial) => new Date((serial % 86_400) * 1000).toISOString().slice(11, 19),
  interval: (_, serial) => `${serial} days`,
  network: (_, serial) => `10.${(serial >> 8) & 255}.${serial & 255}.0/24`,
  bit: ({ limits: { longest } }, serial) =>
    serial
      .toString(2)
      .padStart(longest ?? 1, '0')
      .slice(-(longest ?? 1)),
  array: () => '[]',
};

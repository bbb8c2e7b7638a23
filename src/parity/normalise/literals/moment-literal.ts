import type { TimeUnit } from '../../logical-type.ts';

const perSecond: Readonly<Record<string, number>> = { s: 1, ms: 1000, us: 1_000_000 };

const written =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Returns a moment as `2020-01-31T12:00:00Z` with as many digits behind the second as it needs; null where it is none. */
export function plainMoment(text: string): string | null {
  if (text === 'epoch') return '1970-01-01T00:00:00Z';
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] =
    written.exec(text) ?? [];
  if (year === undefined) return null;
  const seconds =
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) /
    1000;
  // Date.UTC turns the 30th of February into a day of March: such a text is left as it is.
  if (new Date(seconds * 1000).getUTCDate() !== Number(day)) return null;
  return spell(BigInt(seconds - offsetOf(zone)) * 1_000_000n + BigInt(fraction.padEnd(6, '0')));
}

/** Returns a count since 1970 as a moment; null where nothing says what it counts. */
export function countedMoment(digits: string, unit: TimeUnit): string | null {
  const factor = perSecond[unit ?? ''];
  if (factor === undefined || !/^-?\d{1,18}$/.test(digits)) return null;
  return spell(BigInt(digits) * BigInt(1_000_000 / factor));
}

/** Returns a day as `2020-01-31`, or null where the text is none. */
export function plainDay(text: string): string | null {
  const moment = plainMoment(text);
  return moment?.endsWith('T00:00:00Z') === true ? moment.slice(0, 10) : null;
}

/** Returns a time of day as `12:00:00`, or null where the text is none. */
export function plainTime(text: string): string | null {
  const [, hour, minute, second = '00', fraction = ''] =
    /^(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?$/.exec(text) ?? [];
  if (hour === undefined) return null;
  return `${hour}:${minute}:${second}${fraction.replace(/\.?0+$/, '')}`;
}

function offsetOf(zone: string | undefined): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 3600 + Number(minutes) * 60);
}

function spell(microseconds: bigint): string {
  const fraction = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((microseconds - fraction) / 1_000_000n);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(microseconds);
  const digits = fraction === 0n ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
  return `${date.toISOString().slice(0, 19)}${digits}Z`;
}

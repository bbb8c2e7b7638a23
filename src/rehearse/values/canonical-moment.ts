const form =
  /^(-?\d{4,6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?( BC)?$/i;

/**
 * Returns the microseconds since 1970 of a moment in ISO 8601, UTC where it names no zone. Null where the text is no
 * moment.
 */
export function canonicalMoment(text: string): string | null {
  const match = form.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z', era] = match;
  const date = new Date(0);
  const full = era === undefined ? Number(year) : 1 - Number(year);
  date.setUTCFullYear(full, Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const millis = date.getTime() - zoneMinutes(zone) * 60_000;
  if (Number.isNaN(millis)) return null;
  return String(BigInt(millis) * 1_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6)));
}

function zoneMinutes(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

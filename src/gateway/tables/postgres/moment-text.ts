const isoMoment =
  /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/;

/**
 * Returns the moment that the server printed, whatever the session's time zone: those of old years have offsets with seconds.
 * `new Date(text)` would read the year 1 as 2001. Throws where the session's DateStyle is not ISO (a moment read by
 * guessing could be the wrong one), and for a moment before the year 1 or an infinite one.
 */
export function readMoment(text: string): Date {
  const found = isoMoment.exec(text);
  if (found === null) {
    throw new Error(`The server prints the moment "${text}": the connection has to set DateStyle to ISO`);
  }
  const [, year = '', month, day, hour, minute, second, fraction = '', sign, ...offset] = found;
  const wide = year.length === 4 ? year : `+${year.padStart(6, '0')}`;
  const local = Date.parse(`${wide}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}Z`);
  const [hours = 0, minutes = 0, seconds = 0] = offset.map((part) => Number(part ?? 0));
  const ahead = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return new Date(sign === '-' ? local + ahead : local - ahead);
}

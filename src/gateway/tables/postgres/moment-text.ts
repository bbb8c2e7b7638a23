const isoMoment =
  /^(\d{4,6})-(\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?( BC)?$/;

/**
 * Returns the moment that the server printed, whatever the session's time zone: those of old years have offsets with seconds,
 * and the year 1 may begin in the year 1 BC. `new Date(text)` would read the year 1 as 2001. Throws where the session's
 * DateStyle is not ISO (a moment read by guessing could be the wrong one), and for an infinite moment.
 */
export function readMoment(text: string): Date {
  const found = isoMoment.exec(text);
  if (found === null) {
    throw new Error(`The server prints the moment "${text}": the connection has to set DateStyle to ISO`);
  }
  const [, digits, day, time, fraction = '', sign, hours, minutes = 0, seconds = 0, isBefore] = found;
  const year = isBefore === undefined ? Number(digits) : 1 - Number(digits);
  const wide = `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
  const local = Date.parse(`${wide}-${day}T${time}.${fraction.padEnd(3, '0')}Z`);
  const ahead = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return new Date(sign === '-' ? local + ahead : local - ahead);
}

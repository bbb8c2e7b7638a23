/** Returns a number in one spelling, exactly: no exponent, no zeros that say nothing, no minus zero; else the text itself. */
export function canonicalNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/.exec(text) ?? [];
  if (whole === '' && fraction === '') return text;
  const shift = Number(exponent);
  if (Math.abs(shift) > 400) return text;
  const digits = `${whole}${fraction}`;
  // Where the point stands in the digits.
  const point = whole.length + shift;
  const padded = point < 0 ? `${'0'.repeat(-point)}${digits}` : digits.padEnd(point, '0');
  const at = Math.max(point, 0);
  const integral = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const rest = padded.slice(at).replace(/0+$/, '');
  const value = rest === '' ? integral : `${integral}.${rest}`;
  return sign === '-' && value !== '0' ? `-${value}` : value;
}

import { number } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';

const decimal = /^(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;

/**
 * Returns the digits of a number in the one spelling that it has, or null where they are in it. What is written as a real
 * number stays one (`2.0`): dividing by it is another operation.
 */
export function plainNumber(text: string): string | null {
  if (/^(?:0|[1-9]\d*)$/.test(text)) return null;
  const plain = spell(text.replaceAll('_', ''));
  return plain === text ? null : plain;
}

function spell(text: string): string {
  // 64 bits with a sign, as SQLite reads them.
  if (/^0x[0-9a-f]+$/i.test(text)) return String(BigInt.asIntN(64, BigInt(text)));
  const [, whole = '', fraction, exponent] = decimal.exec(text) ?? [];
  if (fraction === undefined && exponent === undefined) return whole.replace(/^0+(?=\d)/, '') || text;
  const shift = Number(exponent ?? 0);
  if (Math.abs(shift) > 40) return text.toLowerCase();
  const digits = `${'0'.repeat(Math.max(0, -shift))}${whole}${fraction ?? ''}${'0'.repeat(Math.max(0, shift))}`;
  const point = Math.max(0, -shift) + whole.length + shift;
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, '') || '0';
  const behind = digits.slice(point).replace(/0+$/, '') || '0';
  return `${before}.${behind}`;
}

/** Returns a signed number of whichever spelling as a value: `1.0` is `1`, `-0` is `0`; null where the text is none. */
export function numberValue(text: string): Expression | null {
  const [, sign = '', digits = ''] = /^\s*([+-]?)((?:\d|\.\d)[\w.+-]*)\s*$/.exec(text) ?? [];
  if (digits === '' || (!decimal.test(digits.replaceAll('_', '')) && !/^0x[0-9a-f]+$/i.test(digits)))
    return null;
  const plain = (plainNumber(digits) ?? digits).replace(/\.0$/, '');
  return number(sign === '-' && plain !== '0' ? `-${plain}` : plain);
}

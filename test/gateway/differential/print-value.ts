import { idNames } from './ids.ts';
import { longText } from './values.ts';

/**
 * Returns a value as TypeScript that makes it, exactly: two values have one text when nobody can tell them apart. Minus zero,
 * undefined, the order of keys and what class bytes are of are in it; ids of programs stand under their names.
 */
export function printValue(value: unknown): string {
  if (typeof value === 'string') return idNames.get(value) ?? printText(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return `new Date(${printMoment(value)})`;
  if (value instanceof Uint8Array) return `${value.constructor.name}.of(${value.join(', ')})`;
  if (Array.isArray(value)) return printNested(value) ?? `[${value.map(printValue).join(', ')}]`;
  const entries = Object.entries(value).map(([key, each]) => `${printKey(key)}: ${printValue(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function printText(text: string): string {
  return text === longText ? 'longText' : JSON.stringify(text);
}

function printMoment(moment: Date): string {
  return Number.isNaN(moment.getTime()) ? 'NaN' : `'${moment.toISOString()}'`;
}

function printKey(key: string): string {
  if (key === '__proto__') return `['__proto__']`;
  return /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
}

/** An array in an array, and so on: `nest(1000, 1)`. */
function printNested(list: readonly unknown[]): string | null {
  let levels = 0;
  let value: unknown = list;
  for (; Array.isArray(value) && value.length === 1; value = value[0] as unknown) levels++;
  return levels > 20 ? `nest(${levels}, ${printValue(value)})` : null;
}

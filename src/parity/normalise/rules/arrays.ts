import { string } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { isCall } from '../scope.ts';

/** An array whose items are written out is the JSON array that SQLite keeps in its place. */
export function spellArrays(expression: Expression): Expression | null {
  if (!isCall(expression, 'array')) return null;
  const items = expression.args.map(itemOf);
  return items.every((item) => item !== undefined) ? string(JSON.stringify(items)) : null;
}

function itemOf(item: Expression): string | number | boolean | null | undefined {
  switch (item.kind) {
    case 'string':
    case 'boolean':
      return item.value;
    case 'null':
      return null;
    case 'number':
      return /^\d{1,15}$/.test(item.text) ? Number(item.text) : undefined;
    default:
      return undefined;
  }
}

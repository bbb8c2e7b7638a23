import type { Expression } from '../../sql/expression/expression.ts';
import { lowerAscii } from '../../sql/names.ts';
import { literalText } from './column-limits.ts';

/** Returns the parts that an expression is directly made of. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
    case 'and':
    case 'or':
      return expression.args;
    case 'not':
    case 'cast':
    case 'collate':
      return [expression.arg];
    case 'list':
      return expression.items;
    case 'case':
      return [
        ...(expression.arg === null ? [] : [expression.arg]),
        ...expression.branches.flatMap(({ when, then }) => [when, then]),
        ...(expression.otherwise === null ? [] : [expression.otherwise]),
      ];
    default:
      return [];
  }
}

/** Returns the columns that an expression names, each once, in lower case. */
export function columnsOf(expression: Expression): readonly string[] {
  if (expression.kind === 'column') return [lowerAscii(expression.name)];
  return [...new Set(partsOf(expression).flatMap(columnsOf))];
}

/** Returns the literals that stand beside a column in a comparison or list, and the numbers next to them. */
export function literalsOf(expression: Expression, column: string): readonly string[] {
  const parts = partsOf(expression);
  const isBeside = parts.some((part) => part.kind === 'column' && lowerAscii(part.name) === column);
  const literals = parts
    .flatMap((part) => (part.kind === 'list' ? part.items : [part]))
    .flatMap((part) => literalText(part) ?? []);
  const near = literals.flatMap((text) =>
    /^-?\d+$/.test(text) ? [text, String(BigInt(text) - 1n), String(BigInt(text) + 1n)] : [text],
  );
  return [...(isBeside ? near : []), ...parts.flatMap((part) => literalsOf(part, column))];
}

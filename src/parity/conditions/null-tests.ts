import type { Expression } from '../../sql/expression/expression.ts';
import { andParts } from '../normalise/and-parts.ts';
import type { Normalised } from '../normalise/normaliser.ts';
import { comparisonNames } from '../normalise/scope.ts';
import { textOf } from '../normalise/text-of.ts';

/**
 * Returns the AND-parts of a CHECK without `c IS NULL OR` in front of what is unknown for a NULL anyway: a CHECK lets a row in
 * where it is unknown. Else the condition itself. A predicate of an index is another thing: there unknown leaves the row out.
 */
export function dropNullTests(condition: Normalised): readonly Normalised[] {
  const { expression } = condition;
  if (expression.kind !== 'or') return [condition];
  const tested = expression.args.flatMap((arg) => testedColumn(arg) ?? []);
  const rest = expression.args.filter((arg) => testedColumn(arg) === null);
  const [only] = rest;
  if (tested.length === 0 || only === undefined || rest.length > 1) return [condition];
  const parts = andParts(only);
  const isSaid = parts.every((part) => tested.every((column) => isUnknown(part, column)));
  return isSaid ? parts.map((part) => ({ ...condition, expression: part, text: textOf(part) })) : [condition];
}

function testedColumn(expression: Expression): string | null {
  if (expression.kind !== 'call' || expression.name !== 'is null') return null;
  const [column] = expression.args;
  return column?.kind === 'column' ? column.name : null;
}

/** Of these the first argument decides. */
const tests: ReadonlySet<string> = new Set(['in', 'like', 'glob', '~']);

/** Functions that give NULL for a NULL, whichever argument it is. */
const strict: ReadonlySet<string> = new Set([
  'length',
  'octet_length',
  'lower',
  'upper',
  'trim',
  'ltrim',
  'rtrim',
  'substr',
  'abs',
  '+',
  '-',
  '*',
  '||',
]);

/** Whether a condition is neither true nor false where the column is NULL. */
function isUnknown(condition: Expression, column: string): boolean {
  if (condition.kind === 'not') return isUnknown(condition.arg, column);
  if (condition.kind !== 'call') return isNull(condition, column);
  if (comparisonNames.has(condition.name)) return condition.args.some((arg) => isNull(arg, column));
  const [subject] = condition.args;
  return tests.has(condition.name) && subject !== undefined && isNull(subject, column);
}

/** Whether a value is NULL where the column is. */
function isNull(value: Expression, column: string): boolean {
  if (value.kind === 'column') return value.name === column;
  if (value.kind === 'cast' || value.kind === 'collate') return isNull(value.arg, column);
  return value.kind === 'call' && strict.has(value.name) && value.args.some((arg) => isNull(arg, column));
}

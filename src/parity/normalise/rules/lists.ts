import { boolean, call, inList, not, number, string } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { plainJson } from '../literals/json-literal.ts';
import type { ExpressionContext } from '../normaliser.ts';
import { isCall, isLiteral } from '../scope.ts';
import { sortByText } from '../text-of.ts';
import { typed } from './comparisons.ts';

/** IN: values of the subject's type, sorted, none twice; one value is an equality, none is FALSE. */
export function sortLists(expression: Expression, context: ExpressionContext): Expression | null {
  if (!isCall(expression, 'in')) return null;
  const [subject, list] = expression.args;
  if (subject === undefined || list?.kind !== 'list') return null;
  const items = list.items.map((item) => typed(item, subject, context) ?? item);
  const [first, ...others] = items;
  if (first === undefined) return boolean(false);
  // SQLite compares a value of IN without the affinity that `=` gives it: where it is no literal, it stays.
  if (others.length === 0 && isLiteral(first)) return call('=', subject, first);
  const sorted = sortByText(items);
  const isSame =
    sorted.length === list.items.length && sorted.every((item, index) => item === list.items[index]);
  return isSame ? null : inList(subject, sorted);
}

/** `= ANY` of an array that is written out, which is JSON by now, is IN. */
export function listArrays(expression: Expression): Expression | null {
  if (!isCall(expression, '= any')) return null;
  const [subject, array] = expression.args;
  const json = array?.kind === 'string' && array.value.startsWith('[') ? plainJson(array.value) : null;
  if (subject === undefined || json === null) return null;
  const items: readonly unknown[] = JSON.parse(json);
  const literals = items.map(literal);
  return literals.includes(null) ? null : inList(subject, literals as readonly Expression[]);
}

function literal(item: unknown): Expression | null {
  if (typeof item === 'string') return string(item);
  return Number.isSafeInteger(item) && Number(item) >= 0 ? number(String(item)) : null;
}

/** `NOT IN` with an array's operator: `x <> ALL (…)` of one value. */
export function negateLists(expression: Expression): Expression | null {
  if (!isCall(expression, '<> all')) return null;
  const [subject, array] = expression.args;
  return subject === undefined || array === undefined ? null : not(call('= any', subject, array));
}

import type { Expression } from '../../sql/expression/expression.ts';
import { renderExpression } from '../../sql/expression/render-expression.ts';
import { comparable } from './comparable.ts';

/** Returns the expression's text in the normal form. Equal texts mean the same. */
export function textOf(expression: Expression): string {
  return renderExpression(expression);
}

/**
 * Returns the expressions in the order of their texts, none twice. Each is written once: it costs more than the order. The
 * order must not hang on the case of a name, which only PostgreSQL keeps.
 */
export function sortByText(expressions: readonly Expression[]): readonly Expression[] {
  const [first, second] = expressions;
  if (first === undefined || second === undefined) return expressions;
  const texts = new Map(expressions.map((expression) => [textOf(expression), expression]));
  const ordered = [...texts].map(([text, expression]) => ({ key: comparable(text), expression }));
  return ordered.toSorted(inOrder).map(({ expression }) => expression);
}

function inOrder(one: { readonly key: string }, other: { readonly key: string }): number {
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0;
}

/** Returns whether one comes before the other in that order. */
export function isBefore(one: Expression, other: Expression): boolean {
  return comparable(textOf(one)) < comparable(textOf(other));
}

import type { Expression } from '../../sql/expression/expression.ts';
import { renderExpression } from '../../sql/expression/render-expression.ts';

/** Returns the expression's text in the normal form. Equal texts mean the same. */
export function textOf(expression: Expression): string {
  return renderExpression(expression);
}

/** Returns the expressions in the order of their texts, none twice. Each is written once: it costs more than the order. */
export function sortByText(expressions: readonly Expression[]): readonly Expression[] {
  const [first, second] = expressions;
  if (first === undefined || second === undefined) return expressions;
  const texts = new Map(expressions.map((expression) => [textOf(expression), expression]));
  return [...texts.keys()].toSorted().map((text) => texts.get(text)!);
}

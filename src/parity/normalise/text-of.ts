import type { Expression } from '../../sql/expression/expression.ts';
import { renderExpression } from '../../sql/expression/render-expression.ts';

const texts = new WeakMap<Expression, string>();

/** Returns the expression's text; what was rendered once is kept, because sorting asks often. */
export function textOf(expression: Expression): string {
  const known = texts.get(expression);
  if (known !== undefined) return known;
  const text = renderExpression(expression);
  texts.set(expression, text);
  return text;
}

/** Compares two expressions by their texts. */
export function byText(left: Expression, right: Expression): number {
  const [first, second] = [textOf(left), textOf(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

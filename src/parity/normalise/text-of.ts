import type { Expression } from '../../sql/expression/expression.ts';
import { renderExpression } from '../../sql/expression/render-expression.ts';

/** Returns the expression's text in the normal form. Equal texts mean the same. */
export function textOf(expression: Expression): string {
  return renderExpression(expression);
}

/** Compares two expressions by their texts. */
export function byText(left: Expression, right: Expression): number {
  const [first, second] = [textOf(left), textOf(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

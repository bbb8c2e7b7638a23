import type { Expression } from '../../sql/expression/expression.ts';
import type { ExpressionContext } from './normaliser.ts';
import { mapParts } from './rewrite.ts';
import type { Rule } from './scope.ts';

/** Returns the expression after each rule had each part once, leaves first: for what is not to be done twice. */
export function rewriteOnce(
  expression: Expression,
  rules: readonly Rule[],
  context: ExpressionContext,
): Expression {
  const parts = mapParts(expression, (part) => rewriteOnce(part, rules, context));
  return rules.reduce((current, rule) => rule(current, context) ?? current, parts);
}

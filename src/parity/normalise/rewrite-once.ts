import type { Expression } from '../../sql/expression/expression.ts';
import type { ExpressionContext } from './normaliser.ts';
import { mapParts } from './rewrite.ts';
import type { RulesByKind } from './scope.ts';

/** Returns the expression after each rule had each part once, leaves first: for what is not to be done twice. */
export function rewriteOnce(
  expression: Expression,
  rules: RulesByKind,
  context: ExpressionContext,
): Expression {
  const parts = mapParts(expression, (part) => rewriteOnce(part, rules, context));
  let current = parts;
  for (const rule of rules[parts.kind] ?? []) current = rule(current, context) ?? current;
  return current;
}

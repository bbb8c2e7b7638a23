import type { Expression } from '../../sql/expression/expression.ts';
import type { LogicalType } from '../logical-type.ts';
import type { ExpressionContext } from './normaliser.ts';

/** Returns the expression in a form that is nearer to the normal one, or null where the rule has nothing to do. */
export type Rule = (expression: Expression, context: ExpressionContext) => Expression | null;

/** The rules that can have something to do with each kind: most parts of an expression are leaves that none looks at. */
export type RulesByKind = Readonly<Partial<Record<Expression['kind'], readonly Rule[]>>>;

/** Returns what a call with these arguments is in the normal form's words, or null where it stays as it is. */
export type Translate = (args: readonly Expression[], context: ExpressionContext) => Expression | null;

type Call = Extract<Expression, { kind: 'call' }>;

/** True where the expression is a call of one of these names. */
export function isCall<Name extends string>(
  expression: Expression | undefined,
  ...names: readonly Name[]
): expression is Call & { readonly name: Name } {
  const known: readonly string[] = names;
  return expression?.kind === 'call' && known.includes(expression.name);
}

export const comparisonNames: ReadonlySet<string> = new Set(['=', '<>', '<', '>', '<=', '>=']);

/** True for a value that is written out: numbers with their sign, NULL too. */
export function isLiteral(expression: Expression): boolean {
  switch (expression.kind) {
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
    case 'bytes':
      return true;
    default:
      return signedNumber(expression) !== null;
  }
}

/** Returns a number with its sign as it is written, or null where the expression is no number. */
export function signedNumber(expression: Expression): string | null {
  if (expression.kind === 'number') return expression.text;
  if (!isCall(expression, '-') || expression.args.length !== 1) return null;
  const [arg] = expression.args;
  return arg?.kind === 'number' ? `-${arg.text}` : null;
}

/** A logical type of a unit that nothing names. */
export function typeNamed(name: LogicalType['name']): LogicalType {
  return { name, unit: null };
}

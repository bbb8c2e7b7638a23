import { boolean, call, not } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { isBoolean } from '../infer-type.ts';
import type { ExpressionContext } from '../normaliser.ts';
import { truthOf } from './connectives.ts';

const opposites: Readonly<Record<string, string>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/**
 * NOT as far inwards as it goes. Each step holds with NULL too: the opposite of an unknown comparison is unknown, and De
 * Morgan's laws know three values.
 */
export function pushNegation(expression: Expression, context: ExpressionContext): Expression | null {
  if (expression.kind !== 'not') return null;
  const arg = truthOf(expression.arg);
  switch (arg.kind) {
    case 'boolean':
      return boolean(!arg.value);
    case 'null':
      return arg;
    case 'not':
      // On SQLite NOT NOT 5 is 1.
      return isBoolean(arg.arg, context) ? arg.arg : null;
    case 'and':
    case 'or':
      return { kind: arg.kind === 'and' ? 'or' : 'and', args: arg.args.map(not) };
    case 'call': {
      const opposite = arg.args.length === 2 ? opposites[arg.name] : undefined;
      return opposite === undefined ? null : call(opposite, ...arg.args);
    }
    default:
      return null;
  }
}

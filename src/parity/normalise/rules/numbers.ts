import { number } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { plainNumber } from '../literals/number-literal.ts';
import { isCall } from '../scope.ts';

/** Numbers in one spelling: `1_000`, `0x3e8` and `1e3` (`1000.0`), `+1`, `-(-1)`. */
export function spellNumbers(expression: Expression): Expression | null {
  if (expression.kind === 'number') {
    const plain = plainNumber(expression.text);
    return plain === null ? null : number(plain);
  }
  if (!isCall(expression, '-', '+') || expression.args.length !== 1) return null;
  const [arg] = expression.args;
  if (arg === undefined) return null;
  // SQLite's plus does nothing at all; PostgreSQL knows it for numbers only.
  if (expression.name === '+') return arg;
  if (isCall(arg, '-') && arg.args.length === 1) return arg.args[0] ?? null;
  return arg.kind === 'number' && /^0(?:\.0)?$/.test(arg.text) ? arg : null;
}

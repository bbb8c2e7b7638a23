import { branch, call } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { isNeverNull } from './comparisons.ts';
import { truthOf } from './connectives.ts';

/** CASE: each branch with its whole condition, no ELSE NULL; what only says a truth again is that truth. */
export function spellCases(expression: Expression): Expression | null {
  if (expression.kind !== 'case') return null;
  const { arg, branches, otherwise } = expression;
  if (arg !== null) {
    const whole = branches.map(({ when, then }) => branch(call('=', arg, when), then));
    return { kind: 'case', arg: null, branches: whole, otherwise };
  }
  if (otherwise?.kind === 'null') return { ...expression, otherwise: null };
  const [only] = branches;
  if (branches.length !== 1 || only === undefined || otherwise === null) return null;
  const [yes, no] = [truthOf(only.then), truthOf(otherwise)];
  // Of an unknown condition CASE makes its ELSE, so only one that is never unknown can stand alone.
  if (yes.kind !== 'boolean' || no.kind !== 'boolean' || yes.value === no.value) return null;
  if (!isNeverNull(only.when)) return null;
  return yes.value ? only.when : { kind: 'not', arg: only.when };
}

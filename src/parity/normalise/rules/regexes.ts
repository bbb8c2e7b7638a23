import { and, call, not, number, string } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { isCall } from '../scope.ts';

/** A whole text of characters of one set: plain letters, digits and signs that neither engine reads as anything else. */
const whole = /^\^\[([\w .,:@/-]+)\](\*|\+|\{(\d+)(?:,(\d*))?\})\$$/;

/**
 * `x ~ '^[0-9a-f]{64}$'` says what SQLite says by GLOB: no character outside of the set, and the length. Other regular
 * expressions stay as they are.
 */
export function spellRegexes(expression: Expression): Expression | null {
  if (!isCall(expression, '~')) return null;
  const [subject, pattern] = expression.args;
  const text = pattern?.kind === 'cast' ? pattern.arg : pattern;
  if (subject === undefined || text?.kind !== 'string') return null;
  const [, set, repeat, least, most] = whole.exec(text.value) ?? [];
  if (set === undefined || repeat === undefined) return null;
  const only = not(call('glob', subject, string(`*[^${set}]*`)));
  if (repeat === '*') return only;
  if (repeat === '+') return and(only, call('<>', subject, string('')));
  if (least === undefined) return null;
  return and(only, ...lengths(call('length', subject), least, repeat.includes(',') ? most : least));
}

function lengths(length: Expression, least: string, most: string | undefined): readonly Expression[] {
  if (least === most) return [call('=', length, number(least))];
  const low = call('>=', length, number(least));
  return most === undefined || most === '' ? [low] : [low, call('<=', length, number(most))];
}

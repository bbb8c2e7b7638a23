import { call } from '../../sql/expression/build.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import { truthOf } from './rules/connectives.ts';
import { isCall, isLiteral } from './scope.ts';

/**
 * Returns what a condition demands, part by part. `x NOT IN (1, 2)` is two parts: `x <> 1` and `x <> 2` may as well be two
 * CHECKs.
 */
export function andParts(expression: Expression): readonly Expression[] {
  const truth = truthOf(expression);
  return (truth.kind === 'and' ? truth.args : [truth]).flatMap(splitList);
}

function splitList(part: Expression): readonly Expression[] {
  if (part.kind !== 'not' || !isCall(part.arg, 'in')) return [part];
  const [subject, list] = part.arg.args;
  if (subject === undefined || list?.kind !== 'list' || !list.items.every(isLiteral)) return [part];
  return list.items.map((item) => call('<>', subject, item));
}

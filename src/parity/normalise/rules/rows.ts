import { call } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { isCall } from '../scope.ts';

/** Rows are equal where their parts are; PostgreSQL stores it that way. The order of rows is left alone. */
export function splitRows(expression: Expression): Expression | null {
  if (!isCall(expression, '=', '<>')) return null;
  const { name, args } = expression;
  const [left, right] = args;
  if (!isCall(left, 'row') || !isCall(right, 'row') || left.args.length !== right.args.length) return null;
  const parts = left.args.map((arg, index) => call(name, arg, right.args[index] ?? arg));
  return { kind: name === '=' ? 'and' : 'or', args: parts };
}

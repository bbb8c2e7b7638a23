import { boolean, inList, not } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { isBoolean } from '../infer-type.ts';
import type { ExpressionContext } from '../normaliser.ts';
import { isCall, isLiteral } from '../scope.ts';
import { sortByText, textOf } from '../text-of.ts';

type Joined = Extract<Expression, { kind: 'and' | 'or' }>;

/** AND and OR: flat, sorted, nothing twice; TRUE and FALSE where they decide or say nothing (NULL AND FALSE is FALSE). */
export function joinConditions(expression: Expression, context: ExpressionContext): Expression | null {
  if (expression.kind !== 'and' && expression.kind !== 'or') return null;
  const { kind, args } = expression;
  const flat = args.flatMap((arg) => (arg.kind === kind ? arg.args : [truthOf(arg)]));
  const isAnd = kind === 'and';
  if (flat.some((arg) => arg.kind === 'boolean' && arg.value !== isAnd)) return boolean(!isAnd);
  const said = flat.filter((arg) => arg.kind !== 'boolean');
  const merged = mergeLists(kind, said, context);
  const sorted = sortByText(merged);
  const [first, ...others] = sorted;
  if (first === undefined) return boolean(isAnd);
  // On SQLite `5 AND 5` is 1: what is alone stays only where it is a truth value.
  if (others.length === 0 && (args.length === 1 || isBoolean(first, context))) return first;
  return isSame(args, sorted) ? null : { kind, args: sorted };
}

/** SQLite writes truth as 1 and 0. */
export function truthOf(expression: Expression): Expression {
  if (expression.kind === 'number' && /^[01]$/.test(expression.text)) return boolean(expression.text === '1');
  return expression;
}

function isSame(left: readonly Expression[], right: readonly Expression[]): boolean {
  return left.length === right.length && left.every((arg, index) => arg === right[index]);
}

/** `x = 1 OR x = 2` is IN, `x <> 1 AND x <> 2` is NOT IN, where the values are written out. */
function mergeLists(
  kind: Joined['kind'],
  args: readonly Expression[],
  context: ExpressionContext,
): readonly Expression[] {
  const isOr = kind === 'or';
  const groups = new Map<string, Group>();
  const parts = args.map((arg) => ({ arg, member: memberOf(arg, isOr, context) }));
  if (parts.filter(({ member }) => member !== null).length < 2) return args;
  const grouped = parts.map(({ arg, member }) => {
    if (member === null) return { arg, group: null };
    const text = textOf(member.subject);
    const group = groups.get(text) ?? { subject: member.subject, items: [], count: 0 };
    group.items.push(...member.items);
    group.count += 1;
    groups.set(text, group);
    return { arg, group };
  });
  const rest = grouped.flatMap(({ arg, group }) => (group === null || group.count === 1 ? [arg] : []));
  for (const { subject, items, count } of groups.values()) {
    if (count > 1) rest.push(isOr ? inList(subject, items) : not(inList(subject, items)));
  }
  return rest;
}

interface Group {
  readonly subject: Expression;
  readonly items: Expression[];
  count: number;
}

interface Member {
  readonly subject: Expression;
  readonly items: readonly Expression[];
}

/** What `x = 1`, `x IN (1, 2)` and a truth value `x` (TRUE) say about x; for AND what their opposites say. */
function memberOf(arg: Expression, isOr: boolean, context: ExpressionContext): Member | null {
  if (isCall(arg, isOr ? '=' : '<>')) {
    const [subject, item] = arg.args;
    if (subject === undefined || item === undefined || isLiteral(subject) || !isLiteral(item)) return null;
    return { subject, items: [item] };
  }
  const list = isOr ? arg : arg.kind === 'not' ? arg.arg : null;
  if (list !== null && isCall(list, 'in')) {
    const [subject, items] = list.args;
    if (subject === undefined || items?.kind !== 'list' || !items.items.every(isLiteral)) return null;
    return { subject, items: items.items };
  }
  const [subject, value] = arg.kind === 'not' ? [arg.arg, false] : [arg, true];
  if (subject.kind !== 'column' || !isBoolean(subject, context)) return null;
  return { subject, items: [boolean(isOr ? value : !value)] };
}

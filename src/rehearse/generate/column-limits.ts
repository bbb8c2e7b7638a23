import type { Expression } from '../../sql/expression/expression.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { ColumnLimits } from './table-plan.ts';

/** What a rule that names one column says of it, in a form that values can be made from. */
export interface LimitFacts extends ColumnLimits {
  readonly choices: readonly string[] | null;
}

export const noLimits: LimitFacts = {
  least: null,
  most: null,
  shortest: 0,
  longest: null,
  isLower: false,
  isUpper: false,
  prefix: '',
  choices: null,
};

/** Returns the limits with what one more rule adds to them; what is in no known form adds nothing. */
export function narrow(limits: LimitFacts, rule: Expression, column: string): LimitFacts {
  if (rule.kind === 'and') return rule.args.reduce((facts, part) => narrow(facts, part, column), limits);
  if (rule.kind !== 'call') return limits;
  const [left, right] = rule.args;
  if (left === undefined || right === undefined) return limits;
  if (rule.name === 'in' && isColumn(left, column) && right.kind === 'list') {
    const items = right.items.map(literalText);
    return items.every((item) => item !== null) ? { ...limits, choices: items } : limits;
  }
  if (rule.name === 'like' && isColumn(left, column) && right.kind === 'string') {
    return { ...limits, prefix: right.value.replace(/[%_\\].*$/s, '') };
  }
  const number = integerOf(right);
  if (number !== null) return bounded(limits, rule.name, left, number, column);
  const mirrored = integerOf(left);
  if (mirrored !== null) return bounded(limits, mirror[rule.name] ?? rule.name, right, mirrored, column);
  if (rule.name === '=' && isColumn(left, column) && literalText(right) !== null) {
    return { ...limits, choices: [literalText(right) ?? ''] };
  }
  if (rule.name === '=' && (isColumn(left, column) || isColumn(right, column))) {
    const call = left.kind === 'call' ? left : right.kind === 'call' ? right : null;
    if (call?.name === 'lower') return { ...limits, isLower: true };
    if (call?.name === 'upper') return { ...limits, isUpper: true };
  }
  if (rule.name === '<>' && isColumn(left, column) && right.kind === 'string' && right.value === '') {
    return { ...limits, shortest: Math.max(limits.shortest, 1) };
  }
  return limits;
}

const mirror: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const lengths = new Set(['length', 'char_length', 'character_length', 'octet_length']);

function bounded(
  limits: LimitFacts,
  name: string,
  subject: Expression,
  number: bigint,
  column: string,
): LimitFacts {
  const least = name === '>=' ? number : name === '>' ? number + 1n : name === '=' ? number : null;
  const most = name === '<=' ? number : name === '<' ? number - 1n : name === '=' ? number : null;
  if (isColumn(subject, column)) {
    return {
      ...limits,
      least: least === null || (limits.least !== null && limits.least > least) ? limits.least : least,
      most: most === null || (limits.most !== null && limits.most < most) ? limits.most : most,
    };
  }
  const isLength =
    subject.kind === 'call' &&
    lengths.has(subject.name) &&
    subject.args.some(
      (arg) =>
        isColumn(arg, column) || (arg.kind === 'call' && arg.args.some((inner) => isColumn(inner, column))),
    );
  if (!isLength) return limits;
  return {
    ...limits,
    shortest: least === null ? limits.shortest : Math.max(limits.shortest, Number(least)),
    longest: most === null ? limits.longest : Math.min(limits.longest ?? Number(most), Number(most)),
  };
}

function isColumn(expression: Expression, column: string): boolean {
  if (expression.kind === 'cast' || expression.kind === 'collate') return isColumn(expression.arg, column);
  return expression.kind === 'column' && lowerAscii(expression.name) === column;
}

function integerOf(expression: Expression): bigint | null {
  if (expression.kind === 'cast') return integerOf(expression.arg);
  if (expression.kind === 'number') return /^\d+$/.test(expression.text) ? BigInt(expression.text) : null;
  if (expression.kind !== 'call' || expression.name !== '-' || expression.args.length !== 1) return null;
  const inner = expression.args[0] === undefined ? null : integerOf(expression.args[0]);
  return inner === null ? null : -inner;
}

/** Returns a literal as its column would hold it; null where it is none. */
export function literalText(expression: Expression): string | null {
  if (expression.kind === 'cast') return literalText(expression.arg);
  if (expression.kind === 'string') return expression.value;
  if (expression.kind === 'boolean') return String(expression.value);
  if (expression.kind === 'number') return expression.text;
  const number = integerOf(expression);
  return number === null ? null : String(number);
}

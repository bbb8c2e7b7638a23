import { branch } from '../../sql/expression/build.ts';
import { plainName } from '../../sql/expression/column-name.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import type { ExpressionContext } from './normaliser.ts';
import type { RulesByKind } from './scope.ts';

/** Far more than an expression of a schema needs. Rules that undo each other end here, not never. */
const steps = 20_000;

const leaves: ReadonlySet<Expression['kind']> = new Set([
  'column',
  'string',
  'null',
  'boolean',
  'number',
  'bytes',
  'opaque',
]);

/** Returns the expression after the rules have nothing left to do, from its leaves upwards. */
export function rewrite(expression: Expression, rules: RulesByKind, context: ExpressionContext): Expression {
  let left = steps;
  const done = new Set<Expression>();
  const visit = (node: Expression): Expression => {
    if (leaves.has(node.kind) && rules[node.kind] === undefined) return node;
    if (done.has(node)) return node;
    const current = mapParts(node, visit);
    for (const rule of rules[current.kind] ?? []) {
      const next = left > 0 ? rule(current, context) : null;
      if (next === null) continue;
      left -= 1;
      return visit(next);
    }
    done.add(current);
    return current;
  };
  return visit(expression);
}

/** Returns the expression with its parts replaced; the same one where none of them changed. */
export function mapParts(expression: Expression, map: (part: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'call':
    case 'and':
    case 'or': {
      const args = mapAll(expression.args, map);
      return args === expression.args ? expression : { ...expression, args };
    }
    case 'list': {
      const items = mapAll(expression.items, map);
      return items === expression.items ? expression : { ...expression, items };
    }
    case 'not':
    case 'cast':
    case 'collate': {
      const arg = map(expression.arg);
      return arg === expression.arg ? expression : { ...expression, arg };
    }
    case 'case':
      return mapCase(expression, map);
    default:
      return expression;
  }
}

/** Makes no array where nothing changed: this is where the time goes. */
function mapAll(parts: readonly Expression[], map: (part: Expression) => Expression): readonly Expression[] {
  let mapped: Expression[] | null = null;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    const next = map(part);
    if (next !== part) mapped ??= parts.slice(0, index);
    mapped?.push(next);
  }
  return mapped ?? parts;
}

function mapCase(
  expression: Extract<Expression, { kind: 'case' }>,
  map: (part: Expression) => Expression,
): Expression {
  const { arg, branches, otherwise } = expression;
  const next = {
    kind: 'case',
    arg: arg === null ? null : map(arg),
    branches: branches.map(({ when, then }) => branch(map(when), map(then))),
    otherwise: otherwise === null ? null : map(otherwise),
  } as const;
  const isSame =
    next.arg === arg &&
    next.otherwise === otherwise &&
    next.branches.every(
      ({ when, then }, index) => when === branches[index]?.when && then === branches[index]?.then,
    );
  return isSame ? expression : next;
}

/** Returns the names of the columns that an expression speaks of, without their tables. */
export function columnsOf(expression: Expression): readonly string[] {
  const names = new Set<string>();
  const visit = (part: Expression): Expression => {
    if (part.kind === 'column') names.add(plainName(part.name));
    return mapParts(part, visit);
  };
  visit(expression);
  return [...names];
}

/** True where some part of the expression is one that its reader did not understand. */
export function hasOpaque(expression: Expression): boolean {
  let isFound = expression.kind === 'opaque';
  mapParts(expression, (part) => {
    isFound ||= hasOpaque(part);
    return part;
  });
  return isFound;
}

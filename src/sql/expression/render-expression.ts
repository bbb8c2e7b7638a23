import { splitName } from './column-name.ts';
import type { Expression } from './expression.ts';

/** How tightly what was written binds; an operand that binds less is put into parentheses. */
const levels = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  operator: 5,
  sum: 6,
  product: 7,
  sign: 8,
  atom: 9,
} as const;

interface Written {
  readonly text: string;
  readonly level: number;
}

/** Returns an expression as short, readable SQL of no engine in particular: equal expressions give equal texts. */
export function renderExpression(expression: Expression): string {
  return write(expression).text;
}

function atom(text: string): Written {
  return { text, level: levels.atom };
}

function within(expression: Expression, level: number): string {
  const written = write(expression);
  return written.level < level ? `(${written.text})` : written.text;
}

function list(items: readonly Expression[]): string {
  return items.map(renderExpression).join(', ');
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A name that both engines fold alike needs no quotes. */
function name(text: string): string {
  return splitName(text)
    .map((part) =>
      /^[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`,
    )
    .join('.');
}

function write(expression: Expression): Written {
  switch (expression.kind) {
    case 'column':
      return atom(name(expression.name));
    case 'null':
      return atom('NULL');
    case 'boolean':
      return atom(expression.value ? 'TRUE' : 'FALSE');
    case 'number':
      return atom(expression.text);
    case 'string':
      return atom(quote(expression.value));
    case 'bytes':
      return atom(`X'${expression.hex}'`);
    case 'and':
    case 'or':
      return writeJoined(expression.kind, expression.args);
    case 'not':
      return writeNot(expression.arg);
    case 'list':
      return atom(`(${list(expression.items)})`);
    case 'cast':
      return atom(`CAST(${renderExpression(expression.arg)} AS ${expression.type})`);
    case 'collate':
      return {
        text: `${within(expression.arg, levels.atom)} COLLATE ${name(expression.collation)}`,
        level: levels.operator,
      };
    case 'case':
      return writeCase(expression);
    case 'opaque':
      return { text: expression.text, level: levels.or - 1 };
    case 'call':
      return writeCall(expression.name, expression.args);
  }
}

function writeJoined(kind: 'and' | 'or', args: readonly Expression[]): Written {
  const level = levels[kind];
  return { text: args.map((arg) => within(arg, level + 1)).join(kind === 'and' ? ' AND ' : ' OR '), level };
}

function writeCase({ arg, branches, otherwise }: Extract<Expression, { kind: 'case' }>): Written {
  const parts = branches.map(
    ({ when, then }) => ` WHEN ${renderExpression(when)} THEN ${renderExpression(then)}`,
  );
  const subject = arg === null ? '' : ` ${renderExpression(arg)}`;
  const rest = otherwise === null ? '' : ` ELSE ${renderExpression(otherwise)}`;
  return atom(`CASE${subject}${parts.join('')}${rest} END`);
}

/** Words between two operands, and how they are negated. */
const between: ReadonlyMap<string, { readonly text: string; readonly negated: string }> = new Map([
  ...['in', 'like', 'ilike', 'glob', 'match', 'regexp'].map(
    (word) => [word, { text: word.toUpperCase(), negated: `NOT ${word.toUpperCase()}` }] as const,
  ),
  ['is', { text: 'IS NOT DISTINCT FROM', negated: 'IS DISTINCT FROM' }],
  ['~', { text: '~', negated: '!~' }],
  ['~*', { text: '~*', negated: '!~*' }],
]);

const arithmetic: Readonly<Record<string, number>> = {
  '+': levels.sum,
  '-': levels.sum,
  '*': levels.product,
  '/': levels.product,
  '%': levels.product,
};

const comparisons = new Set(['=', '<>', '<', '>', '<=', '>=']);

function writeNot(arg: Expression): Written {
  if (arg.kind === 'call') {
    const test = writeTest(arg.name, arg.args, true);
    if (test !== null) return test;
  }
  return { text: `NOT ${within(arg, levels.not)}`, level: levels.not };
}

function writeTest(operator: string, args: readonly Expression[], isNegated: boolean): Written | null {
  const [left, right, escape] = args;
  if (left === undefined) return null;
  if (operator.startsWith('is ') && args.length === 1) {
    const test = operator.slice(3).toUpperCase();
    return {
      text: `${within(left, levels.operator)} IS ${isNegated ? 'NOT ' : ''}${test}`,
      level: levels.comparison,
    };
  }
  const word = between.get(operator);
  if (word === undefined || right === undefined) return null;
  const text = `${within(left, levels.operator)} ${isNegated ? word.negated : word.text} ${within(right, levels.operator)}`;
  const end = escape === undefined ? '' : ` ESCAPE ${within(escape, levels.operator)}`;
  return { text: text + end, level: levels.comparison };
}

function writeCall(called: string, args: readonly Expression[]): Written {
  const test = writeTest(called, args, false);
  if (test !== null) return test;
  const [left, right] = args;
  if (/^[a-z_"\u0080-\uffff]/i.test(called)) return atom(`${called}(${list(args)})`);
  if (called === '[]' && left !== undefined)
    return atom(`${within(left, levels.atom)}[${list(args.slice(1))}]`);
  if (left === undefined) return atom(`${called}()`);
  if (right === undefined) {
    return { text: `${called}${within(left, levels.atom)}`, level: levels.sign };
  }
  const level = comparisons.has(called) ? levels.comparison : (arithmetic[called] ?? levels.operator);
  // Everything is taken from the left; a comparison within a comparison is easier to read in parentheses.
  let text = within(left, level === levels.comparison ? level + 1 : level);
  for (const arg of args.slice(1)) text += ` ${called} ${within(arg, level + 1)}`;
  return { text, level };
}

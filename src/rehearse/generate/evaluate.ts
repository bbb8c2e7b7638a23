import type { Expression } from '../../sql/expression/expression.ts';
import { lowerAscii } from '../../sql/names.ts';
import { functions } from './evaluate-functions.ts';
import { compare, type Scalar, truthOf, Unknown, unknown } from './scalar.ts';

/** The value of a column of the row that is looked at. Throws Unknown where there is no such column. */
export type Lookup = (column: string) => Scalar;

type Call = Extract<Expression, { kind: 'call' }>;

/**
 * Returns what an expression comes to for a row. Throws Unknown for what is not understood: then only an engine can tell.
 */
export function evaluate(expression: Expression, lookup: Lookup): Scalar {
  const read = (part: Expression): Scalar => evaluate(part, lookup);
  switch (expression.kind) {
    case 'column':
      return lookup(lowerAscii(expression.name));
    case 'null':
      return null;
    case 'boolean':
      return expression.value;
    case 'number':
      return /^\d+$/.test(expression.text) ? BigInt(expression.text) : Number(expression.text);
    case 'string':
      return expression.value;
    case 'and':
      return all(expression.args, read, false);
    case 'or':
      return all(expression.args, read, true);
    case 'not': {
      const truth = truthOf(read(expression.arg));
      return truth === null ? null : !truth;
    }
    case 'cast':
    case 'collate':
      return read(expression.arg);
    case 'case':
      return readCase(expression, read);
    case 'call':
      return readCall(expression, read);
    default:
      throw unknown;
  }
}

/** AND (`ends` false) and OR (`ends` true): the first part that settles it ends it, also where others are not understood. */
function all(args: readonly Expression[], read: (part: Expression) => Scalar, ends: boolean): Scalar {
  let isOpen = false;
  let isNull = false;
  for (const arg of args) {
    try {
      const truth = truthOf(read(arg));
      if (truth === ends) return ends;
      isNull ||= truth === null;
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
      isOpen = true;
    }
  }
  if (isOpen) throw unknown;
  return isNull ? null : !ends;
}

function readCase(
  { arg, branches, otherwise }: Extract<Expression, { kind: 'case' }>,
  read: (part: Expression) => Scalar,
): Scalar {
  const subject = arg === null ? undefined : read(arg);
  for (const { when, then } of branches) {
    const value = read(when);
    const fits = subject === undefined ? truthOf(value) === true : isEqual(subject, value) === true;
    if (fits) return read(then);
  }
  return otherwise === null ? null : read(otherwise);
}

function isEqual(a: Scalar, b: Scalar): boolean | null {
  return a === null || b === null ? null : compare(a, b) === 0;
}

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function readCall({ name, args }: Call, read: (part: Expression) => Scalar): Scalar {
  const [first, second] = args;
  if (first === undefined) throw unknown;
  const order = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
  if (order !== undefined && second !== undefined) {
    const [a, b] = [read(first), read(second)];
    return a === null || b === null ? null : order(compare(a, b));
  }
  if (name === 'is null') return read(first) === null;
  if (name === 'is not null') return read(first) !== null;
  if (name === 'is true') return truthOf(read(first)) === true;
  if (name === 'is false') return truthOf(read(first)) === false;
  if (name === 'is' && second !== undefined) return isSame(read(first), read(second));
  if (name === 'in' && second?.kind === 'list') {
    const value = read(first);
    const found = second.items.map((item) => isEqual(value, read(item)));
    return found.includes(true) ? true : found.includes(null) ? null : false;
  }
  if (name === 'coalesce' || name === 'ifnull') {
    for (const arg of args) {
      const value = read(arg);
      if (value !== null) return value;
    }
    return null;
  }
  const compute = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (compute === undefined) throw unknown;
  const values = args.map(read);
  return values.includes(null) ? null : compute(values.filter((value) => value !== null));
}

function isSame(a: Scalar, b: Scalar): boolean {
  return a === null || b === null ? a === b : compare(a, b) === 0;
}

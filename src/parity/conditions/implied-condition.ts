import type { Expression } from '../../sql/expression/expression.ts';
import type { ColumnPair } from '../pairing/pair-schemas.ts';
import { knownName, postgresType } from '../pairing/pair-types.ts';
import { blobNames, integerNames, realNames, textNames } from '../pairing/type-table.ts';

/** What a condition on one column says that the type opposite already says. */
export type Meaning =
  /** Only how a value is written down: `x IN (0,1)` of a boolean. */
  | { readonly means: 'encoding' }
  /** Which labels there are. */
  | { readonly means: 'labels'; readonly labels: readonly string[] }
  /** How long a text may be. */
  | { readonly means: 'length'; readonly limit: number }
  | { readonly means: 'not null' };

const encoding: Meaning = { means: 'encoding' };
const lengthNames: ReadonlySet<string> = new Set(['length', 'char_length', 'character_length']);
const momentNames: ReadonlySet<string> = new Set([
  'date',
  'time',
  'datetime',
  'julianday',
  'strftime',
  'unixepoch',
]);

/** Returns what a condition on this one column says besides PostgreSQL's type, or null where it is a rule of its own. */
export function meaningOf(expression: Expression, column: ColumnPair): Meaning | null {
  const condition = withoutNull(expression);
  if (nullTested(condition)?.kind === 'column') return { means: 'not null' };
  const { postgres, sqlite } = column;
  const mayBeNull = postgres.nullable && sqlite.nullable && sqlite.counter === null;
  const refusesNull = mayBeNull && condition === expression;
  if (contains(condition, (part) => isCall(part, 'typeof'))) {
    return isStorageClass(condition, column, refusesNull) ? encoding : null;
  }
  // A type that the parity file states on PostgreSQL's side too is nothing that PostgreSQL looks at.
  const native = postgresType(column.postgres.type).name;
  const read = readers[native];
  return read === undefined ? null : read(condition, column, refusesNull);
}

/** `refusesNull`: a condition that is false for NULL would be a rule of its own here. */
type Read = (condition: Expression, column: ColumnPair, refusesNull: boolean) => Meaning | null;

/** The x of `x IS NOT NULL`. */
function nullTested(condition: Expression): Expression | undefined {
  return condition.kind === 'not' ? argsOf(condition.arg, 'is null')[0] : argsOf(condition, 'is not null')[0];
}

/** `datetime(x) IS NOT NULL`, `x IS strftime(…, x)`, `x GLOB '[0-9]…'`, `length(x) = 24`: not from when on x may be. */
const readMoment: Read = (condition, _column, refusesNull) => {
  if (isPatternOf(condition, /^[-:. TZ+?*_%]*$/)) return encoding;
  const tested = nullTested(condition);
  if (tested !== undefined && isMoment(tested)) return refusesNull ? null : encoding;
  const [left, right] = [...argsOf(condition, '='), ...argsOf(condition, 'is')];
  if (left === undefined || right === undefined) return null;
  const isRoundTrip = (one: Expression, other: Expression): boolean =>
    one.kind === 'column' && isMoment(other);
  if (isRoundTrip(left, right) || isRoundTrip(right, left)) return encoding;
  return left.kind === 'call' && lengthNames.has(left.name) && right.kind === 'number' ? encoding : null;
};

function isMoment(expression: Expression): boolean {
  return (
    expression.kind === 'call' &&
    momentNames.has(expression.name) &&
    contains(expression, ({ kind }) => kind === 'column')
  );
}

/** PostgreSQL stores nothing else in a column than its type; but typeof(NULL) is 'null', so that NULL must be let in. */
function isStorageClass(condition: Expression, { sqlite }: ColumnPair, refusesNull: boolean): boolean {
  const [left, right] = [...argsOf(condition, '='), ...argsOf(condition, 'in')];
  if (left === undefined || right === undefined || argsOf(left, 'typeof')[0]?.kind !== 'column') return false;
  const items = right.kind === 'list' ? right.items : [right];
  const classes = items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  if (refusesNull && !classes.includes('null')) return false;
  const name = knownName(sqlite.type);
  const families: readonly (readonly [string, readonly string[]])[] = [
    ['integer', integerNames],
    ['text', textNames],
    ['blob', blobNames],
    ['real', realNames],
  ];
  const own = families.find(([, names]) => names.includes(name))?.[0];
  return own === undefined || classes.includes(own);
}

const readers: Readonly<Record<string, Read>> = {
  boolean: (condition) => (isBothBooleans(condition) ? encoding : null),
  json: (condition) => (isJsonForm(condition) ? encoding : null),
  uuid: (condition) => (isUuidForm(condition) ? encoding : null),
  timestamp: readMoment,
  date: readMoment,
  time: readMoment,
  integer: (condition, { postgres }) => (isWholeRange(condition, postgres.type.name) ? encoding : null),
  enum: (condition) => {
    const labels = labelsOf(condition);
    return labels === null ? null : { means: 'labels', labels };
  },
  text: (condition, { postgres }) => {
    const limit = lengthLimit(condition);
    return limit === null || postgres.type.arguments.length === 0 ? null : { means: 'length', limit };
  },
};

/** A CHECK that gives NULL lets the row in: `x IS NULL OR` says nothing. */
function withoutNull(expression: Expression): Expression {
  if (expression.kind !== 'or') return expression;
  const rest = expression.args.filter((arg) => !isCall(arg, 'is null'));
  if (rest.length === 0 || rest.length === expression.args.length) return expression;
  return rest.length === 1 ? rest[0]! : { kind: 'or', args: rest };
}

function isCall(expression: Expression | undefined, name: string): boolean {
  return expression?.kind === 'call' && expression.name === name;
}

/** Returns the arguments of a call of that name; none where the expression is something else. */
function argsOf(expression: Expression, name: string): readonly Expression[] {
  return expression.kind === 'call' && expression.name === name ? expression.args : [];
}

/** Returns every part of an expression, itself included. */
export function partsOf(expression: Expression, found: Expression[] = []): readonly Expression[] {
  found.push(expression);
  for (const child of childrenOf(expression)) partsOf(child, found);
  return found;
}

const none: readonly Expression[] = [];

function childrenOf(expression: Expression): readonly Expression[] {
  if ('args' in expression) return expression.args;
  if (expression.kind === 'list') return expression.items;
  if (expression.kind === 'case') {
    const branches = expression.branches.flatMap((branch) => Object.values(branch));
    const ends = [expression.arg, expression.otherwise].filter((end) => end !== null);
    return [...ends, ...branches];
  }
  return 'arg' in expression && expression.arg !== null ? [expression.arg] : none;
}

function contains(expression: Expression, isIt: (part: Expression) => boolean): boolean {
  return partsOf(expression).some(isIt);
}

/** `x LIKE '…'` whose pattern has, besides what stands for any character, only these. */
function isPatternOf(condition: Expression, allowed: RegExp): boolean {
  const [left, right] = [...argsOf(condition, 'glob'), ...argsOf(condition, 'like')];
  return (
    left?.kind === 'column' &&
    right?.kind === 'string' &&
    allowed.test(right.value.replaceAll(/\[[^\]]*\]/g, ''))
  );
}

/** `json_valid(x)`, also as `= 1`. */
function isJsonForm(condition: Expression): boolean {
  const isValid = (expression: Expression | undefined): boolean => isCall(expression, 'json_valid');
  const [left, right] = [...argsOf(condition, '='), ...argsOf(condition, '<>')];
  const wanted = isCall(condition, '=') ? 1 : 0;
  return isValid(condition) || (isValid(left) && bitOf(right) === wanted);
}

/** Returns 0 or 1 for either spelling, else null. */
function bitOf(expression: Expression | undefined): 0 | 1 | null {
  if (expression?.kind === 'boolean') return expression.value ? 1 : 0;
  if (expression?.kind !== 'number') return null;
  return expression.text === '0' ? 0 : expression.text === '1' ? 1 : null;
}

/** `x IN (0,1)`, `x = 0 OR x = 1`, and the halves of `x BETWEEN 0 AND 1`; both values must be let in. */
function isBothBooleans(condition: Expression): boolean {
  if (condition.kind === 'or') {
    const bits = condition.args.flatMap((arg) => acceptedBits(arg));
    return bits.includes(0) && bits.includes(1);
  }
  if (isCall(condition, '>=')) return bitOf(argsOf(condition, '>=')[1]) === 0;
  if (isCall(condition, '<=')) return bitOf(argsOf(condition, '<=')[1]) === 1;
  const bits = acceptedBits(condition);
  return bits.includes(0) && bits.includes(1);
}

function acceptedBits(condition: Expression): readonly (0 | 1 | null)[] {
  if (condition.kind === 'column') return [1];
  if (condition.kind === 'not' && condition.arg.kind === 'column') return [0];
  if (isCall(condition, '=')) return [bitOf(argsOf(condition, '=')[1])];
  const list = argsOf(condition, 'in')[1];
  return list?.kind === 'list' ? list.items.map(bitOf) : [];
}

/** A length of a UUID's text or bytes, a pattern, or its letters in one case. */
function isUuidForm(condition: Expression): boolean {
  if (isPatternOf(condition, /^[-?*_%]*$/)) return true;
  const [left, right] = argsOf(condition, '=');
  if (isCall(right, 'lower') || isCall(left, 'lower')) return true;
  if (left?.kind !== 'call' || right?.kind !== 'number') return false;
  const isLength = lengthNames.has(left.name) || left.name === 'octet_length';
  return isLength && ['36', '32', '16'].includes(right.text);
}

const ranges: Readonly<Record<string, bigint>> = {
  smallint: 2n ** 15n,
  integer: 2n ** 31n,
  bigint: 2n ** 63n,
};

/** A bound that lies at the end of PostgreSQL's type or beyond it. */
function isWholeRange(condition: Expression, type: string): boolean {
  const end = ranges[type];
  if (end === undefined || condition.kind !== 'call' || condition.args[0]?.kind !== 'column') return false;
  const bound = wholeNumber(condition.args[1]);
  if (bound === null) return false;
  const isImplied: Readonly<Record<string, boolean>> = {
    '>=': bound <= -end,
    '>': bound < -end,
    '<=': bound >= end - 1n,
    '<': bound >= end,
  };
  return isImplied[condition.name] ?? false;
}

function wholeNumber(expression: Expression | undefined): bigint | null {
  if (expression === undefined) return null;
  const [negated, second] = argsOf(expression, '-');
  if (negated !== undefined && second === undefined) {
    const positive = wholeNumber(negated);
    return positive === null ? null : -positive;
  }
  return expression.kind === 'number' && /^\d+$/.test(expression.text) ? BigInt(expression.text) : null;
}

function labelsOf(condition: Expression): readonly string[] | null {
  const [left, right] = [...argsOf(condition, 'in'), ...argsOf(condition, '=')];
  if (left?.kind !== 'column') return null;
  if (right?.kind === 'string') return [right.value];
  if (right?.kind !== 'list') return null;
  const labels = right.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  return labels.length === right.items.length ? labels : null;
}

/** The n of `length(x) <= n` and `length(x) < n + 1`. */
function lengthLimit(condition: Expression): number | null {
  const [left, right] = [...argsOf(condition, '<='), ...argsOf(condition, '<')];
  if (left?.kind !== 'call' || !lengthNames.has(left.name) || left.args[0]?.kind !== 'column') return null;
  const bound = wholeNumber(right);
  return bound === null ? null : Number(bound) - (isCall(condition, '<') ? 1 : 0);
}

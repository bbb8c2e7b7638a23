import type { Engine } from '../../../core/engine.ts';
import { branch, call } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { inferType } from '../infer-type.ts';
import type { ExpressionContext } from '../normaliser.ts';
import { isCall, signedNumber, type Translate } from '../scope.ts';
import { jsonFunctions } from './json-functions.ts';

function renamed(name: string): Translate {
  return (args) => call(name, ...args);
}

/** Length in characters; of bytes their number. SQLite's length of an UUID that is stored as bytes is left alone. */
const length: Translate = (args, context) => {
  const [arg] = args;
  if (arg === undefined) return null;
  if (arg.kind === 'cast' && inferType(arg, context)?.name === 'bytes') return call('octet_length', arg.arg);
  return call(inferType(arg, context)?.name === 'bytes' ? 'octet_length' : 'length', ...args);
};

/** A count from 1 on is the same on both; below, the engines part. */
function substring(other: string): Translate {
  return (args) => {
    const [, start] = args;
    if (start !== undefined && textOf(start) !== null) return call('substring', ...args);
    const digits = start === undefined ? null : signedNumber(start);
    return call(digits !== null && Number(digits) < 1 ? other : 'substr', ...args);
  };
}

/** PostgreSQL's digits are small and SQLite's are not: the bytes are the same, and docs/parity.md calls them equal. */
const caseOfHex: Translate = ([arg]) => (isCall(arg, 'hex') ? arg : null);

/** A space is what is trimmed where nothing says it. */
const trim: Translate = ([text, characters, ...more]) => {
  const isSpace = characters === undefined || textOf(characters) === ' ';
  return text !== undefined && isSpace && more.length === 0 ? call('trim', text) : null;
};

const iif: Translate = ([condition, yes, no]) =>
  condition === undefined || yes === undefined
    ? null
    : { kind: 'case', arg: null, branches: [branch(condition, yes)], otherwise: no ?? null };

/**
 * Functions that the engines call by other names. Only one that gives the same for every argument belongs here:
 * `concat` takes no notice of NULL where `||` gives NULL, SQLite's `max(a, b)` gives NULL where `greatest` does not.
 */
const dialects: Readonly<Record<Engine, ReadonlyMap<string, Translate>>> = {
  postgres: new Map<string, Translate>([
    ['btrim', (args, context) => trim(args, context) ?? call('trim', ...args)],
    ['char_length', length],
    ['character_length', length],
    ['length', length],
    ['substring', substring('substring')],
    ['substr', substring('substring')],
    ['strpos', renamed('instr')],
    ['position', renamed('instr')],
    ['mod', renamed('%')],
    ['pow', renamed('power')],
    ['ceiling', renamed('ceil')],
    [
      'encode',
      (args) =>
        args[1] !== undefined && textOf(args[1]) === 'hex' ? call('hex', ...args.slice(0, 1)) : null,
    ],
    ['upper', caseOfHex],
    ['lower', caseOfHex],
    ...jsonFunctions.postgres,
  ]),
  sqlite: new Map<string, Translate>([
    ['length', length],
    ['trim', trim],
    ['ifnull', renamed('coalesce')],
    ['iif', iif],
    ['if', iif],
    ['substr', substring('sqlite_substr')],
    ['substring', substring('sqlite_substr')],
    ['pow', renamed('power')],
    ['mod', renamed('%')],
    ['ceiling', renamed('ceil')],
    ['lower', caseOfHex],
    ['upper', caseOfHex],
    ...jsonFunctions.sqlite,
  ]),
};

function textOf(expression: Expression): string | null {
  if (expression.kind === 'cast') return textOf(expression.arg);
  return expression.kind === 'string' ? expression.value : null;
}

/** Functions by one name on both engines. */
export function translateFunctions(expression: Expression, context: ExpressionContext): Expression | null {
  if (expression.kind !== 'call') return null;
  return dialects[context.engine].get(expression.name)?.(expression.args, context) ?? null;
}

/** `a || (b || c)` is `(a || b) || c`, coalesce in coalesce is one, and one value alone is itself. */
export function flattenCalls(expression: Expression): Expression | null {
  if (!isCall(expression, '||', 'coalesce')) return null;
  const { name, args } = expression;
  const [first] = args;
  if (args.length === 1 && first !== undefined) return first;
  if (!args.some((arg) => isCall(arg, name))) return null;
  return call(name, ...args.flatMap((arg) => (isCall(arg, name) ? arg.args : [arg])));
}

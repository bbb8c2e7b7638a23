import type { Engine } from '../../core/engine.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import type { TimeUnit } from '../logical-type.ts';
import { isCall, signedNumber } from './scope.ts';
import { textOf } from './text-of.ts';

/** The moment of the insert, and how an expression writes it down. `native` is a value of PostgreSQL's own type. */
export interface Moment {
  readonly of: 'now' | 'today' | 'time' | 'local now';
  readonly unit: Exclude<TimeUnit, null> | 'native';
}

const now = { of: 'now', unit: 'native' } as const;

/** Expressions in the normal form. How exact the clock is, and whether it stands still within a transaction, is not asked. */
const known: Readonly<Record<Engine, Readonly<Record<string, Moment>>>> = {
  postgres: {
    'now()': now,
    'current_timestamp()': now,
    'transaction_timestamp()': now,
    'statement_timestamp()': now,
    'clock_timestamp()': now,
    "timezone('utc', now())": now,
    "timezone('UTC', now())": now,
    "timezone('utc', current_timestamp())": now,
    "timezone('UTC', current_timestamp())": now,
    'localtimestamp()': { of: 'local now', unit: 'native' },
    'current_date()': { of: 'today', unit: 'native' },
    'CAST(now() AS date)': { of: 'today', unit: 'native' },
    'current_time()': { of: 'time', unit: 'native' },
  },
  sqlite: {
    'current_timestamp()': { of: 'now', unit: 'text' },
    'current_date()': { of: 'today', unit: 'text' },
    'current_time()': { of: 'time', unit: 'text' },
  },
};

/** Returns which moment an expression gives and in which unit, or null where it gives none that is known. */
export function momentOf(expression: Expression, engine: Engine): Moment | null {
  // How many digits of a second are kept is not asked.
  const text = textOf(expression).replace(/^((?:current|local)_?time(?:stamp)?)\(\d\)$/, '$1()');
  const moment = known[engine][text];
  if (moment !== undefined) return moment;
  const called = expression.kind === 'call' ? functions[engine][expression.name]?.(expression.args) : null;
  if (called != null) return called;
  const factor = perSecond(expression, engine);
  const unit = factor === null ? undefined : units[factor];
  return unit === undefined ? null : { of: 'now', unit };
}

const units: Readonly<Record<number, Exclude<TimeUnit, null>>> = { 1: 's', 1000: 'ms', 1_000_000: 'us' };

type ReadMoment = (args: readonly Expression[]) => Moment | null;

/** Returns `local now` for the modifier localtime, `now` for none but those of the clock's precision. */
function sqliteNow(args: readonly Expression[]): 'now' | 'local now' | null {
  const [value, ...modifiers] = args.map((arg) => (arg.kind === 'string' ? arg.value.toLowerCase() : ''));
  const isPrecision = (modifier: string): boolean => modifier === 'subsec' || modifier === 'subsecond';
  if (value !== undefined && value !== 'now' && !isPrecision(value)) return null;
  const rest = modifiers.filter((modifier) => !isPrecision(modifier));
  if (rest.length === 0) return 'now';
  return rest.length === 1 && rest[0] === 'localtime' ? 'local now' : null;
}

function textMoment(of: 'now' | 'today' | 'time'): ReadMoment {
  return (args) => {
    const moment = sqliteNow(args);
    if (moment === null || (moment === 'local now' && of !== 'now')) return null;
    return { of: moment === 'now' ? of : moment, unit: 'text' };
  };
}

/** A format that names the day, the minute and the second in the order of ISO 8601. */
const isoFormat = /^(?:%Y-%m-%d|%F)[T ](?:%H:%M:(?:%S|%f)|%T)(?:\.0{3,6}|000)?(?:Z|\+00:00)?$/;

/** Formats that write what date() and time() do. */
const otherFormats: Readonly<Record<string, 'today' | 'time'>> = {
  '%Y-%m-%d': 'today',
  '%F': 'today',
  '%H:%M:%S': 'time',
  '%T': 'time',
};

const functions: Readonly<Record<Engine, Readonly<Record<string, ReadMoment>>>> = {
  postgres: {
    to_char: ([moment, format]) => {
      const isUtc = moment !== undefined && /^timezone\('utc'/i.test(textOf(moment));
      const isIso = format?.kind === 'string' && /^YYYY-MM-DD[T" ]+HH24:MI:SS/.test(format.value);
      return isUtc && isIso && known.postgres[textOf(moment)] !== undefined
        ? { of: 'now', unit: 'text' }
        : null;
    },
  },
  sqlite: {
    datetime: textMoment('now'),
    date: textMoment('today'),
    time: textMoment('time'),
    strftime: ([format, ...args]) => {
      if (format?.kind !== 'string') return null;
      const of = isoFormat.test(format.value) ? 'now' : otherFormats[format.value];
      return of === undefined ? null : textMoment(of)(args);
    },
  },
};

/** Returns how much of the expression is one second of the time since 1970, or null where it is not such a time. */
function perSecond(expression: Expression, engine: Engine): number | null {
  if (expression.kind === 'cast') {
    const isNumber = /^(?:rounded )?(?:integer|real|numeric|double precision)$/.test(expression.type);
    return isNumber ? perSecond(expression.arg, engine) : null;
  }
  if (expression.kind !== 'call') return null;
  const { name, args } = expression;
  if (name === '||') return textOf(expression) === joinedMilliseconds[engine] ? 1000 : null;
  const [first, second] = args;
  if (first === undefined) return name === 'unixepoch' ? 1 : null;
  if (rounding.has(name) && (second === undefined || textOf(second) === '0')) return perSecond(first, engine);
  if (name === '*' && second !== undefined) {
    return times(first, second, engine) ?? times(second, first, engine);
  }
  return sources[engine](name, args);
}

/** Seconds and the digits behind them, put together as text. */
const joinedMilliseconds: Readonly<Record<Engine, string | null>> = {
  postgres: null,
  sqlite: "strftime('%s', 'now') || substr(strftime('%f', 'now'), 4)",
};

const rounding = new Set(['round', 'floor', 'trunc']);

function times(value: Expression, factor: Expression, engine: Engine): number | null {
  const digits = signedNumber(factor);
  const seconds = digits === null ? null : perSecond(value, engine);
  return digits === null || seconds === null ? null : Math.round(seconds * Number(digits) * 1e9) / 1e9;
}

const sources: Readonly<Record<Engine, (name: string, args: readonly Expression[]) => number | null>> = {
  postgres: (name, [field, moment]) => {
    if (name !== 'extract' && name !== 'date_part') return null;
    if (field?.kind !== 'string' || field.value.toLowerCase() !== 'epoch' || moment === undefined)
      return null;
    // Of a local time `epoch` counts as if it were UTC.
    return known.postgres[textOf(moment)]?.of === 'now' ? 1 : null;
  },
  sqlite: (name, args) => {
    if (name === 'unixepoch') return sqliteNow(args) === 'now' ? 1 : null;
    const [first, second, ...rest] = args;
    if (name === 'strftime' && first?.kind === 'string' && first.value === '%s') {
      return sqliteNow([...(second === undefined ? [] : [second]), ...rest]) === 'now' ? 1 : null;
    }
    if (name !== '-' || !isCall(first, 'julianday') || sqliteNow(first.args) !== 'now') return null;
    return second !== undefined && signedNumber(second) === '2440587.5' ? 1 / 86_400 : null;
  },
};

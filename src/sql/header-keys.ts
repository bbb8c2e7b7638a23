import type { Engine } from '../core/engine.ts';
import type { DeclaredAllowance, DeclaredChange, ReplacedRange } from '../core/migration.ts';

/** What the header lines of a script say. */
export interface Headers {
  /** `release` where the header says so. */
  readonly category: 'release' | null;
  readonly after: string | null;
  readonly requires: readonly string[];
  readonly transaction: 'atomic' | 'none';
  readonly foreignKeys: 'on' | 'off';
  /** Why this engine needs nothing, or null. */
  readonly noOp: string | null;
  readonly changes: readonly DeclaredChange[];
  readonly replaces: ReplacedRange | null;
  readonly allows: readonly DeclaredAllowance[];
}

/** What a script without a header says. */
export const noHeaders: Headers = {
  category: null,
  after: null,
  requires: [],
  transaction: 'atomic',
  foreignKeys: 'on',
  noOp: null,
  changes: [],
  replaces: null,
  allows: [],
};

/** One key that a header line may have. */
export interface HeaderKey {
  readonly key: string;
  /** The one engine whose scripts may have it, or null for both. */
  readonly engine: Engine | null;
  readonly repeatable: boolean;
  /** False where the line is left out of the text that is hashed and executed. */
  readonly executed: boolean;
  /** How a right line looks, for messages. */
  readonly example: string;
  /** What the value adds to the headers so far, or null where it is no value of this key. */
  readonly read: (value: string, before: Headers) => Partial<Headers> | null;
}

const plain = { engine: null, repeatable: false, executed: true } as const;

/** Every header key (docs/files.md). Adding one is one entry here. */
export const headerKeys: readonly HeaderKey[] = [
  {
    ...plain,
    key: 'category',
    example: 'category=release',
    read: (value) => (value === 'release' ? { category: value } : null),
  },
  {
    ...plain,
    key: 'after',
    example: 'after=V20',
    read: (value) => (versionId.test(value) ? { after: value } : null),
  },
  {
    ...plain,
    key: 'requires',
    repeatable: true,
    example: 'requires=DM001',
    read: (value, { requires }) =>
      dataStepId.test(value) && !requires.includes(value) ? { requires: [...requires, value] } : null,
  },
  {
    ...plain,
    key: 'transaction',
    engine: 'postgres',
    example: 'transaction=none',
    read: (value) => (value === 'none' ? { transaction: value } : null),
  },
  {
    ...plain,
    key: 'foreign-keys',
    engine: 'sqlite',
    example: 'foreign-keys=off',
    read: (value) => (value === 'off' ? { foreignKeys: value } : null),
  },
  {
    ...plain,
    key: 'no-op',
    example: 'no-op="why this engine needs nothing"',
    read: (value) => {
      const reason = readReason(value);
      return reason === null ? null : { noOp: reason };
    },
  },
  {
    ...plain,
    key: 'changes',
    repeatable: true,
    executed: false,
    example: 'changes=table.column "why rows are lost or changed"',
    read: (value, { changes }) => {
      const [, table, column = null, quoted = ''] = changedPlace.exec(value) ?? [];
      const reason = readReason(quoted);
      return table === undefined || reason === null
        ? null
        : { changes: [...changes, { table, column, reason }] };
    },
  },
  {
    ...plain,
    key: 'replaces',
    example: 'replaces=V17..V40',
    read: (value) => {
      const [, from, to] = versionRange.exec(value) ?? [];
      return from === undefined || Number(from) > Number(to)
        ? null
        : { replaces: { from: Number(from), to: Number(to) } };
    },
  },
  {
    ...plain,
    key: 'allow',
    repeatable: true,
    executed: false,
    example: 'allow=rule-id "why the finding is accepted"',
    read: (value, { allows }) => {
      const [, rule, quoted = ''] = allowedRule.exec(value) ?? [];
      const reason = readReason(quoted);
      return rule === undefined || reason === null ? null : { allows: [...allows, { rule, reason }] };
    },
  },
];

const versionId = /^V[1-9]\d{0,8}$/;
const dataStepId = /^DM(?!000)\d{3}$/;
const versionRange = /^V([1-9]\d{0,8})\.\.V([1-9]\d{0,8})$/;
const changedPlace = /^([^\s."]+)(?:\.([^\s."]+))?[ \t]+(".*)$/;
const allowedRule = /^([a-z0-9]+(?:-[a-z0-9]+)*)[ \t]+(".*)$/;
const quotedReason = /^"((?:[^"\\]|\\["\\])*)"$/;

/** The text between double quotes, in which `\"` is a quote and `\\` a backslash; null where it says nothing. */
function readReason(value: string): string | null {
  const reason = quotedReason.exec(value)?.[1]?.replace(/\\(.)/g, '$1');
  return reason === undefined || reason.trim() === '' ? null : reason;
}

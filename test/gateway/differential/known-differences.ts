import type { Engine } from '../../../src/index.ts';

/** A value that the two engines take differently, below the store, and why the store may live with it. */
export interface KnownDifference {
  readonly id: string;
  /** Which engine takes it; `both`: they keep it differently; `either`: that depends on what else is there. */
  readonly takenBy: Engine | 'both' | 'either';
  readonly reason: string;
}

const guarded = 'the store judges its arguments before an engine sees them (domain/values.ts)';

/** What SQLite takes because it has nothing to do. */
export const nothingChanged: KnownDifference = {
  id: 'value of another kind for no row at all',
  takenBy: 'sqlite',
  reason: `PostgreSQL reads the values of a statement before it looks for rows, SQLite judges what it writes; ${guarded}`,
};

/** Differences of the engines that no schema can take away. Each is met, and counted, by the random operations. */
export const knownDifferences: readonly KnownDifference[] = [
  nothingChanged,
  {
    id: 'fraction for a whole number',
    takenBy: 'postgres',
    reason: `PostgreSQL rounds 1.5 to 2, a STRICT table refuses it; ${guarded}`,
  },
  {
    id: 'exponent in text for a whole number',
    takenBy: 'sqlite',
    reason: `SQLite reads the text 1e3 as the number 1000, PostgreSQL reads digits only; ${guarded}`,
  },
  {
    id: 'uuid in another spelling',
    takenBy: 'postgres',
    reason: `PostgreSQL reads a UUID in braces or without hyphens, SQLite measures its length; ${guarded}`,
  },
  {
    id: 'uuid in capitals',
    takenBy: 'either',
    reason: `PostgreSQL keeps 16 bytes, SQLite the letters: another id, that nothing refers to; ${guarded}`,
  },
  {
    id: '36 letters that are no uuid',
    takenBy: 'sqlite',
    reason: `SQLite's CHECK measures the length of an id only; ${guarded}`,
  },
  {
    id: 'boolean in words',
    takenBy: 'postgres',
    reason: `PostgreSQL reads yes and off; a STRICT table takes 0 and 1; ${guarded}`,
  },
  {
    id: 'NUL in text',
    takenBy: 'sqlite',
    reason: `PostgreSQL keeps no NUL; ${guarded}`,
  },
  {
    id: 'bytes for text',
    takenBy: 'postgres',
    reason: `PostgreSQL casts bytea to text in an INSERT, a STRICT table refuses it; ${guarded}`,
  },
  {
    id: 'text for bytes',
    takenBy: 'postgres',
    reason: `PostgreSQL reads a text as the escape format of bytea, a STRICT table refuses it; ${guarded}`,
  },
  {
    id: 'text too long for an index',
    takenBy: 'sqlite',
    reason: `a row of an index of PostgreSQL is at most a third of a page; indexedText of domain/values.ts ends at 300 letters`,
  },
  {
    id: 'moment finer than a millisecond',
    takenBy: 'postgres',
    reason: `timestamptz(3) rounds microseconds, a STRICT INTEGER refuses a fraction; a Date has none`,
  },
  {
    id: 'moment that never ends',
    takenBy: 'postgres',
    reason: `PostgreSQL has infinity, a STRICT INTEGER refuses its name; ${guarded}`,
  },
  {
    id: 'moment beyond the years of PostgreSQL',
    takenBy: 'sqlite',
    reason: `timestamptz ends in the year 294276, an INTEGER later; ${guarded}`,
  },
  {
    id: 'JSON with an escaped NUL',
    takenBy: 'sqlite',
    reason: `jsonb has no U+0000, json_valid() takes it; ${guarded}`,
  },
  {
    id: 'JSON with half of a surrogate pair',
    takenBy: 'sqlite',
    reason: `jsonb refuses it, json_valid() takes it; ${guarded}`,
  },
  {
    id: 'JSON deeper than 1000',
    takenBy: 'postgres',
    reason: `json_valid() ends at 1000; ${guarded}`,
  },
  {
    id: 'number for JSON text',
    takenBy: 'sqlite',
    reason:
      'a STRICT TEXT column makes a text of a number, PostgreSQL has no such cast to jsonb; the store sends texts',
  },
];

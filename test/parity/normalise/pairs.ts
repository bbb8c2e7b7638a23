import { expect } from 'vitest';
import type { LogicalName, TimeUnit } from '../../../src/parity/logical-type.ts';
import { createNormaliser } from '../../../src/parity/normalise/create-normaliser.ts';
import type { Normalised } from '../../../src/parity/normalise/normaliser.ts';
import { contextOf } from './columns.ts';

/** What PostgreSQL prints, and what SQLite keeps. */
export type Pair = readonly [postgres: string, sqlite: string];

const normaliser = await createNormaliser();
const [postgres, sqlite] = [contextOf('postgres'), contextOf('sqlite')];

/** The parts of a condition, as one text each. */
export function conditionsOf(engine: 'postgres' | 'sqlite', text: string): readonly string[] {
  return normaliser.conditions(text, engine === 'postgres' ? postgres : sqlite).map(show);
}

export function defaultOf(
  engine: 'postgres' | 'sqlite',
  text: string,
  type: LogicalName,
  unit: TimeUnit = null,
): string {
  const context = engine === 'postgres' ? postgres : sqlite;
  return show(normaliser.default(text, { name: type, unit }, context));
}

function show({ text, isUnderstood }: Normalised): string {
  return isUnderstood ? text : `${text} (not understood)`;
}

/** Expects each pair of conditions to come to one text, understood on both sides. */
export function expectEqual(pairs: readonly Pair[]): void {
  expect(pairs.length).toBeGreaterThan(0);
  const wrong = pairs
    .map(([left, right]) => ({
      postgres: conditionsOf('postgres', left).join(' / '),
      sqlite: conditionsOf('sqlite', right).join(' / '),
    }))
    .filter((pair) => pair.postgres !== pair.sqlite || pair.postgres.includes('not understood'));
  expect(wrong).toEqual([]);
}

/** Expects each pair to come to two texts, understood on both sides: the near misses. */
export function expectDifferent(pairs: readonly Pair[]): void {
  expect(pairs.length).toBeGreaterThan(0);
  const wrong = pairs
    .map(([left, right]) => ({
      pair: `${left}   ${right}`,
      postgres: conditionsOf('postgres', left).join(' / '),
      sqlite: conditionsOf('sqlite', right).join(' / '),
    }))
    .filter(
      (pair) => pair.postgres === pair.sqlite || `${pair.postgres}${pair.sqlite}`.includes('not understood'),
    );
  expect(wrong).toEqual([]);
}

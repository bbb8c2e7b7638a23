import { expect } from 'vitest';
import type { TestStore } from '../stores/test-store.ts';
import type { ReferenceRun } from './reference-run.ts';

/** What a killed process has left. */
export interface Left {
  /** How many steps are applied. */
  readonly applied: number;
  /** Whether a step outside a transaction is under way. */
  readonly isHalfDone: boolean;
}

/** Catalog and rows are those that belong to the applied steps: no step half done, none done without its row, none twice. */
export async function expectAgreement(store: TestStore, { chain, looks }: ReferenceRun): Promise<Left> {
  const history = await store.history();
  expect(history).toEqual(chain.slice(0, history.length));
  const expected = looks[history.length];
  const catalog = await store.catalog();
  const isHalfDone = history.length > 0 && (await keysOfState(store)).includes('step');
  // A step that was started outside a transaction may have left its index behind: the next run judges it.
  const compared = isHalfDone
    ? catalog.filter((line) => expected?.catalog.includes(line) || !line.startsWith('index '))
    : catalog;
  expect(compared).toEqual(expected?.catalog);
  expect(await store.rows()).toEqual(expected?.rows);
  return { applied: history.length, isHalfDone };
}

/** Everything is applied, once, and nothing is left of the way there. */
export async function expectComplete(store: TestStore, { chain, looks }: ReferenceRun): Promise<void> {
  expect(await store.history()).toEqual(chain);
  expect(await store.catalog()).toEqual(looks.at(-1)?.catalog);
  expect(await store.rows()).toEqual(looks.at(-1)?.rows);
  // The claim of a killed process stays until somebody needs it.
  expect((await keysOfState(store)).filter((key) => key !== 'claim')).toEqual([]);
}

async function keysOfState(store: TestStore): Promise<readonly unknown[]> {
  return (await store.query('SELECT key FROM schema_migrations_state')).map(({ key }) => key);
}

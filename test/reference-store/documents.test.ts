import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chainTouches } from '../../src/check/documents/chain-touches.ts';
import { watchDocuments } from '../../src/check/documents/check-documents.ts';
import { readTriggers } from '../../src/check/documents/read-triggers.ts';
import config from '../../lockstep.config.ts';
import { bareStores } from './bare-store.ts';
import { loadChain, scriptOf } from './chain.ts';

const root = join(import.meta.dirname, '..', '..');
const module = await loadChain();
const documents = await readTriggers(config.modules[0]!, root);
if (documents === null) throw new Error('lockstep.config.ts names no document triggers');

/** The tables and views of a migrated SQLite store, as its catalog has them. */
async function catalogNames(): Promise<readonly string[]> {
  await using store = await bareStores['better-sqlite3']!();
  for (const migration of module.chain) await store.apply(scriptOf(migration, 'sqlite'));
  const { tables, views } = await store.catalog();
  return [...tables, ...views].map(({ name }) => name).toSorted();
}

describe('the document triggers of the reference store', () => {
  const { findings, matches } = watchDocuments(module, documents, root);

  test('name tables, columns and documents that there are, and decide about every table and view', () => {
    expect(findings).toEqual([]);
  });

  test('that is every one of the catalog', async () => {
    expect([...chainTouches(module).head.keys()].toSorted()).toEqual(await catalogNames());
  });

  test('begin with what the issue lists', () => {
    expect(documents.triggers.map(({ document, when }) => `${document}: ${when}`)).toEqual([
      'docs/data-relationships.md: ownership or identity',
      'docs/data-relationships.md: the request log or the usage ledger',
      'docs/data-relationships.md: budgets or what enforces them',
      'docs/data-relationships.md: providers, models, routes or compatibility',
      'docs/data-relationships.md: fields new in API payloads',
      'docs/operators.md: recovery',
      'docs/operators.md: reset',
      'docs/operators.md: upgrade',
      'docs/operators.md: first access',
    ]);
  });

  test('would have asked for these documents, one version after the other', () => {
    const asked = Object.groupBy(matches, ({ migration }) => migration.id);
    const names = Object.entries(asked).map(
      ([id, own]) => `${id}: ${own?.map(({ document }) => document.replace('docs/', '')).join(' ')}`,
    );
    const [graph, operators] = ['data-relationships.md', 'operators.md'];
    expect(names).toEqual([
      `V17: ${graph} ${operators}`,
      `V18: ${graph}`,
      `V19: ${graph} ${operators}`,
      `V20: ${graph} ${operators}`,
      `V21: ${graph}`,
      `S001: ${graph}`,
      `V22: ${graph}`,
      `V23: ${graph}`,
      `DM001: ${graph} ${operators}`,
      `V24: ${graph} ${operators}`,
    ]);
  });

  test.each([...new Set(documents.triggers.map(({ document }) => document))])(
    '%s says what it does not own, and links there',
    (document) => {
      const [, owned = ''] =
        /\nWhat it does not own:\n((?:- .*\n(?: .*\n)*)+)/.exec(readFileSync(join(root, document), 'utf8')) ??
        [];
      expect(owned.split('\n- ').length).toBeGreaterThan(2);
      expect(owned).toMatch(/\]\([\w./#-]+\.md/);
    },
  );
});

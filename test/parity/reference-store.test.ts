import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import config from '../../lockstep.config.ts';
import { loadModule, loadParityFile, parity } from '../../src/index.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';

const root = join(import.meta.dirname, '..', '..');

/** The repository's own store, V17 to its head, behind every step. */
test('the reference store has parity at every version', async () => {
  const { drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const [own] = config.modules;
  const module = await loadModule(own!, root);
  const file = await loadParityFile(own!, root);
  const scratch = inject('postgresUrl');
  const report = await parity({ modules: [{ module, file }], at: 'each', scratch });
  const [gateway] = report.modules;
  expect(report.verdict).toBe('parity');
  expect(gateway?.versions.map(({ step }) => step)).toEqual(module.chain.map(({ id }) => id));
  expect(gateway?.versions.filter(({ errors }) => errors > 0)).toEqual([]);
  expect(gateway?.firstDiverged).toBeNull();

  // A CHECK that PostgreSQL takes up NOT VALID first, and validates by the next version.
  const loud = gateway?.differences.filter(({ severity }) => severity !== 'info');
  expect(loud?.map(({ id, severity, since }) => [id, severity, since])).toEqual([
    ['check:both:request_log(finished_at,started_at)', 'warning', 'V22'],
  ]);
  expect(gateway?.accepted).toEqual([]);
  expect(gateway?.notCompared.map(({ side, kind, name }) => `${side} ${kind} ${name}`)).toEqual([
    'postgres function refuse_usage_ledger_change()',
    'postgres truncate trigger usage_ledger.usage_ledger_refuse_truncate',
  ]);
  // Every difference has its place in the files, where the side has the object.
  for (const { id, postgres, sqlite, files } of gateway?.differences ?? []) {
    if (postgres !== null) expect(files.postgres, id).not.toBeNull();
    if (sqlite !== null) expect(files.sqlite, id).not.toBeNull();
  }

  // V24 waits for the data step, which stands directly before it: there is one order only.
  expect(gateway?.paths).toEqual([]);
});

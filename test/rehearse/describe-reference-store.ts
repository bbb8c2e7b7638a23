import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../../lockstep.config.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { readParityFile } from '../../src/parity/file/parity-file.ts';
import { rehearse } from '../../src/rehearse/rehearse.ts';
import type { RehearsedModule } from '../../src/rehearse/rehearse-options.ts';
import { type RehearseFixture } from './rehearse-fixture.ts';

/** The reference store, from its baseline to its head. */
export function describeReferenceStore(rehearsal: RehearseFixture): void {
  const root = join(import.meta.dirname, '..', '..');
  /** The long modes fill the tables; every run does so with a few rows. */
  const rows = process.env['LOCKSTEP_TEST_MODE'] === 'crash' ? 300 : 6;

  test(`the reference store, from V17 to its head, with ${rows} rows in each table`, async () => {
    const modules: RehearsedModule[] = [];
    for (const each of config.modules) {
      const { logical } = await readParityFile(each, root);
      modules.push({ module: await loadModule(each, root), logical });
    }
    const report = await rehearse({ modules, servers: rehearsal.servers(), rows });
    const [store] = report.modules;
    expect(store?.findings).toEqual([]);
    expect(store?.notCovered).toEqual([]);
    expect(store?.steps.map(({ step }) => step).slice(0, 2)).toEqual(['V17', 'V18']);
    // Each of the 28 tables has rows when V18 runs.
    expect(store?.steps[1]?.rows).toEqual({ postgres: 28 * rows, sqlite: 28 * rows });
  });
}

import { expect, test } from 'vitest';
import type { Migration, Script } from '../../src/core/migration.ts';
import { accountScript } from '../../src/rehearse/account/account-script.ts';
import { readState } from '../../src/rehearse/read-state.ts';
import type { RehearsalFinding } from '../../src/rehearse/report.ts';
import { splitStatements } from '../../src/sql/statements.ts';
import { factOf, loadSteps, type RehearseFixture } from './rehearse-fixture.ts';

/** What a rebuild does to children where Lockstep did not switch foreign keys off. */
export function describeDroppedParent(rehearsal: RehearseFixture): void {
  // Lockstep switches foreign keys off by itself where a parent is dropped. What such a script does wherever they are on
  // is accounted for all the same: here it runs with them on.
  const setup = `CREATE TABLE parents (id INTEGER NOT NULL PRIMARY KEY, name TEXT);
CREATE TABLE children (id INTEGER NOT NULL PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE);
CREATE TABLE grandchildren (id INTEGER NOT NULL PRIMARY KEY, child_id INTEGER REFERENCES children (id) ON DELETE SET NULL);
INSERT INTO parents VALUES (1, 'a'), (2, 'b');
INSERT INTO children VALUES (1, 1), (2, 2);
INSERT INTO grandchildren VALUES (1, 1), (2, NULL);`;

  const rebuild = `CREATE TABLE parents_new (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO parents_new SELECT id, name FROM parents;
DROP TABLE parents;
ALTER TABLE parents_new RENAME TO parents;`;

  async function account(text: string): Promise<readonly RehearsalFinding[]> {
    const module = await loadSteps({ V1__a: setup, V2__b: text });
    const migration = module.chain[1] as Migration;
    const scratch = await rehearsal.servers().sqlite.create();
    try {
      const side = { engine: 'sqlite', scratch, schema: null } as const;
      const run = (sql: string): Promise<void> =>
        scratch.execute(splitStatements('sqlite', sql).map((statement) => statement.text));
      const state = () => readState([side], { modules: [{ module }], place: 0 });
      await run(setup);
      const before = (await state()).snapshots.sqlite;
      await run(text);
      const after = (await state()).snapshots.sqlite;
      return accountScript(migration, migration.scripts.sqlite as Script, before!, after!);
    } finally {
      await scratch[Symbol.asyncDispose]();
    }
  }

  test('a rebuild with foreign keys on deletes the children, and theirs are set to NULL: both are found', async () => {
    const findings = await account(rebuild);
    expect(findings.map(factOf)).toEqual([
      'V2 sqlite rows-lost children 2',
      'V2 sqlite value-nulled grandchildren.child_id 1',
    ]);
    expect(findings[0]).toMatchObject({
      message: '2 rows of children are gone: ON DELETE CASCADE fired when rows of parents went',
      samples: [{ row: 'id=1' }, { row: 'id=2' }],
      line: 3,
    });
  });

  test('its twin, which takes the children along, is accounted for', async () => {
    const kept = `CREATE TABLE children_kept AS SELECT * FROM children;
CREATE TABLE grandchildren_kept AS SELECT * FROM grandchildren;
${rebuild}
INSERT INTO children SELECT * FROM children_kept;
UPDATE grandchildren SET child_id = (SELECT child_id FROM grandchildren_kept k WHERE k.id = grandchildren.id);
DROP TABLE children_kept;
DROP TABLE grandchildren_kept;`;
    expect((await account(kept)).map(factOf)).toEqual([]);
  });
}

import { type Bench, failureOf, guarded, writeFiles } from '../harness/bench.ts';
import type { GeneratedMigration } from '../harness/generate-files.ts';
import { tryParticipant } from '../harness/participant.ts';

/** What a rebuild of a table left of the rows that refer to it. */
export interface RebuildFigure {
  readonly participant: string;
  readonly children: number;
  readonly left: number;
  /** Why the run failed, null where it did not. */
  readonly error: string | null;
}

const children = 1000;

const before: GeneratedMigration = {
  version: 1,
  name: 'parents_with_children',
  statements: {
    postgres: [],
    sqlite: [
      'CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT)',
      'CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE)',
      "INSERT INTO parents VALUES (1, 'Ada')",
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${children}) INSERT INTO children SELECT i, 1 FROM n`,
    ],
  },
};

const rebuild = [
  'CREATE TABLE parents_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL)',
  'INSERT INTO parents_new SELECT id, name FROM parents',
  'DROP TABLE parents',
  'ALTER TABLE parents_new RENAME TO parents',
];

/**
 * (7) The rebuild that https://www.sqlite.org/lang_altertable.html describes. The peers get it as drizzle-kit writes it,
 * with the PRAGMA before and after; Lockstep has a header line for it.
 */
export async function measureRebuild(bench: Bench): Promise<readonly RebuildFigure[]> {
  const { databases } = bench;
  if (databases.engine !== 'sqlite') return [];
  const figures: RebuildFigure[] = [];
  for (const participant of bench.participants.filter(({ kind }) => kind !== 'floor')) {
    const isOurs = participant.kind === 'lockstep';
    const statements = isOurs ? rebuild : ['PRAGMA foreign_keys=OFF', ...rebuild, 'PRAGMA foreign_keys=ON'];
    const migrations: readonly GeneratedMigration[] = [
      before,
      {
        version: 2,
        name: 'parents_have_a_name',
        statements: { postgres: [], sqlite: statements },
        ...(isOurs ? { header: '-- lockstep: foreign-keys=off' } : {}),
      },
    ].map((each) => ({ ...each, statements: { ...each.statements, postgres: ['SELECT 1'] } }));
    const figure = await guarded(bench, 'rebuild', participant, async () => {
      const url = await databases.create();
      const files = writeFiles(bench, participant, migrations);
      const run = await tryParticipant(participant, { engine: 'sqlite', url, files });
      const [row] = await databases.ask(url, 'SELECT count(*) AS count FROM children');
      return {
        participant: participant.name,
        children,
        left: Number(row?.['count']),
        error: failureOf(run),
      };
    });
    if (figure !== null) figures.push(figure);
  }
  return figures;
}

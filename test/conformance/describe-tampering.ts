import { expect } from 'vitest';
import { describeSubject } from './fixture.ts';
import type { Subject } from './subject.ts';

const columns = 'migration_name, category, checksum, applied_at, applied_by, duration_ms';
const values = "'startup', 'x', '2020-01-01T00:00:00.000Z', 'x', 1";

const tampering: readonly string[] = [
  'DELETE FROM schema_migrations',
  "DELETE FROM schema_migrations WHERE migration_name = 'V1__step'",
  `INSERT INTO schema_migrations (${columns}) VALUES ('V3__step', ${values})`,
  `INSERT INTO schema_migrations (${columns}) VALUES ('V4__step', ${values})`,
  'DROP TABLE schema_migrations',
  "DELETE FROM schema_migrations_state WHERE key = 'install'",
  'ALTER TABLE schema_migrations RENAME TO old; CREATE TABLE schema_migrations AS SELECT * FROM old WHERE false',
  'CREATE TRIGGER tampering BEFORE INSERT ON schema_migrations BEGIN SELECT RAISE(IGNORE); END',
  "CREATE TRIGGER tampering AFTER INSERT ON schema_migrations BEGIN UPDATE schema_migrations SET checksum = 'x'; END",
  'CREATE TRIGGER tampering AFTER INSERT ON schema_migrations BEGIN DELETE FROM schema_migrations WHERE rowid = NEW.rowid; END',
];

/** A row that got lost would be applied again, so a SQLite script that touches the history is found out. */
export function describeTampering(subject: Subject): void {
  describeSubject(subject, 'tampering', (f) => {
    for (const text of tampering) {
      f.it(`is found out, and nothing is kept: ${text}`, async () => {
        await f.apply(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
        await f.apply(f.session, 2, 'CREATE TABLE b (id INTEGER PRIMARY KEY)', {
          install: { kind: 'set', target: 'V9__end' },
        });
        const everything = async (): Promise<unknown> => [
          await f.database.catalog(),
          await f.session.read(subject.history),
        ];
        const before = await everything();
        await expect(f.session.apply(await f.write(f.session, 3, `${text};`))).rejects.toMatchObject({
          code: 'FORBIDDEN_STATEMENT',
          message: expect.stringContaining('changed the history'),
        });
        expect(await everything()).toEqual(before);
        await f.apply(f.session, 3, 'INSERT INTO a VALUES (1)');
      });
    }
  });
}

import { afterAll, expect } from 'vitest';
import { describeSubject } from '../conformance/fixture.ts';
import { serverSubject } from './sqlite-subjects.ts';

const row = "9, 'V9__x', 'startup', 'x', 'x', 'x', 1, NULL";

// A server's history is not asked for again by the session that wrote it: the message with the script makes sure of it.
for (const protocol of ['http', 'ws'] as const) {
  const subject = serverSubject(protocol);
  afterAll(() => subject.stop());

  describeSubject(subject, 'a history that the session knows', (f) => {
    for (const [what, change] of [
      ['adds a row', `INSERT INTO schema_migrations VALUES (${row})`],
      ['deletes the newest row', "DELETE FROM schema_migrations WHERE migration_name = 'V2__step'"],
      ['deletes an older row', "DELETE FROM schema_migrations WHERE migration_name = 'V1__step'"],
      [
        'sets the marker',
        `INSERT INTO schema_migrations_state VALUES ('install', '{"target":"V9__x"}', 'x')`,
      ],
      ['drops it', 'DROP TABLE schema_migrations'],
    ] as const) {
      f.it(`is asked again where somebody ${what}, and nothing ran before that`, async () => {
        await f.apply(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
        await f.apply(f.session, 2, 'INSERT INTO a VALUES (2)');
        const step = await f.write(f.session, 3, 'INSERT INTO a VALUES (3)');
        await f.database.run(change);
        const result = await f.session.apply(step);
        // What the plan saw of the older rows is not compared: only their number would tell.
        const isSeen = what !== 'deletes an older row';
        expect(result.outcome).toBe(isSeen ? 'moved' : 'applied');
        expect(await f.database.query('SELECT id FROM a')).toHaveLength(isSeen ? 1 : 2);
      });
    }

    f.it('is known over steps, failures and markers', async () => {
      await f.apply(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)', {
        install: { kind: 'set', target: 'V3__step' },
      });
      await f.apply(f.session, 2, 'INSERT INTO a VALUES (2)');
      const failing = await f.write(f.session, 3, 'INSERT INTO a VALUES (3); INSERT INTO a VALUES (2)');
      await expect(f.session.apply(failing)).rejects.toMatchObject({
        code: 'MIGRATION_FAILED',
        details: { offset: failing.script.text.lastIndexOf('INSERT') },
      });
      await f.apply(f.session, 3, 'INSERT INTO a VALUES (3)');
      const unparsable = await f.write(f.session, 4, 'INSERT INTO a VALUES (4); INSRT');
      await expect(f.session.apply(unparsable)).rejects.toMatchObject({
        code: 'MIGRATION_FAILED',
        details: { offset: unparsable.script.text.indexOf('INSRT') },
      });
      await f.apply(f.session, 4, 'INSERT INTO a VALUES (4)', { install: { kind: 'clear' } });
      await f.apply(f.session, 5, 'INSERT INTO a VALUES (5)');
      const { history, installTarget } = await f.session.read(subject.history);
      expect(history.map(({ durationMs }) => durationMs < 5_000)).toEqual(Array(5).fill(true));
      expect(installTarget).toBeNull();
    });
  });
}

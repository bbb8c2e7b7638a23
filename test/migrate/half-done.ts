import { eventually } from '../drivers/pg-fixture.ts';
import type { TestStore } from '../stores/test-store.ts';

/** `CALL p()` adds a row to `t`; it takes 30 s while `slow` has a row. Nobody can tell afterwards whether it ran. */
export const callable: string = `CREATE TABLE t (i INTEGER);
CREATE TABLE slow (i INTEGER);
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$
  BEGIN INSERT INTO t VALUES (7); PERFORM pg_sleep(30) FROM slow; END $$;
`;

/** A step outside a transaction with such a call in its middle. */
export const calling: string = '-- lockstep: transaction=none\nVACUUM t;\nCALL p();\nVACUUM slow;\n';

/** Lets `migrate` run up to `CALL p()`, and cuts the run's connection there. Returns what `migrate` resolves with. */
export async function cutInCall<T>(store: TestStore, migrate: () => Promise<T>): Promise<T> {
  await store.query('INSERT INTO slow VALUES (1)');
  const running = migrate();
  const backends =
    "pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'CALL p()%'";
  await eventually(async () => (await store.query(`SELECT pid FROM ${backends}`)).length > 0);
  await store.query(`SELECT pg_terminate_backend(pid) FROM ${backends}`);
  const result = await running;
  await store.query('DELETE FROM slow');
  return result;
}

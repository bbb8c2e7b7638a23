import { alone, applyAlone, failureOf, type PgFixture, progressOf } from './pg-fixture.ts';

/** A step V2 that runs alone on the table t, and what it leaves. */
export interface StepFixture {
  /** Applies the text from where its progress stands. */
  run(text: string): Promise<string>;
  fails(text: string): ReturnType<typeof failureOf>;
  judge(text: string): Promise<unknown>;
  /** The indexes of t and whether they are valid. */
  indexes(): Promise<Readonly<Record<string, unknown>>>;
  /** Leaves the progress as a process leaves it that was killed while statement `inFlight` ran; a statement per line. */
  dieAt(text: string, inFlight: number): Promise<void>;
}

export const createTable = 'CREATE TABLE t (i int); INSERT INTO t SELECT generate_series(1, 1000);';

export function stepOf(f: PgFixture): StepFixture {
  const fails: StepFixture['fails'] = async (text) =>
    failureOf(applyAlone(f.session, await f.write(2, text)));
  return {
    fails,
    run: async (text) => (await applyAlone(f.session, await f.write(2, text))).outcome,
    async judge(text) {
      const { script } = alone(await f.write(2, text));
      return f.session.judgeProgress?.(f.history, script, await progressOf(f));
    },
    async indexes() {
      const rows = await f.query(
        `SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 't'::regclass`,
      );
      return Object.fromEntries(rows.map(({ relname, indisvalid }) => [relname, indisvalid]));
    },
    async dieAt(text, inFlight) {
      await fails(`${text.split('\n').slice(0, inFlight).join('\n')}\nSELECT 1/0;`);
      const value = JSON.stringify({ ...(await progressOf(f)), inFlight, error: null });
      await f.query(`UPDATE schema_migrations_state SET value = '${value}' WHERE key = 'step'`);
    },
  };
}

import { describe, expect, test } from 'vitest';
import { afterV1, complete, isThorough, nothing, standOf } from './fault-project.ts';
import { withRole } from './postgres-role.ts';

const tables = 'schema_migrations, schema_migrations_state, log, pace';
const everything = (role: string): string =>
  `GRANT USAGE, CREATE ON SCHEMA public TO ${role}; GRANT ALL ON ${tables} TO ${role}`;

interface Lack {
  readonly what: string;
  /** Where a database is as it is after V1, else it is empty. */
  readonly applied: boolean;
  readonly take: (role: string) => string;
  readonly give: (role: string) => string;
  readonly says: RegExp;
}

const lacks: readonly Lack[] = [
  {
    what: 'may create nothing in the schema, at an install',
    applied: false,
    take: () => 'REVOKE CREATE ON SCHEMA public FROM public',
    give: (role) => `GRANT CREATE ON SCHEMA public TO ${role}`,
    says: /V1__start on as .*permission denied for schema public/,
  },
  {
    what: 'may create nothing in the schema, at an upgrade',
    applied: true,
    take: (role) => `REVOKE CREATE ON SCHEMA public FROM public; GRANT ALL ON ${tables} TO ${role}`,
    give: (role) => `GRANT CREATE ON SCHEMA public TO ${role}`,
    says: /V2__middle on as .*V2__middle\.sql:1:1.*permission denied for schema public/,
  },
  {
    what: 'may read the history and not write it',
    applied: true,
    take: (role) => `${everything(role)}; REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM ${role}`,
    give: (role) => `GRANT INSERT ON schema_migrations TO ${role}`,
    says: /V2__middle on as .*permission denied for table schema_migrations/,
  },
  {
    what: 'may read nothing of the history',
    applied: true,
    take: (role) => `${everything(role)}; REVOKE ALL ON schema_migrations FROM ${role}`,
    give: everything,
    says: /permission denied for table schema_migrations/,
  },
  {
    what: 'may not use the schema',
    applied: true,
    take: (role) => `${everything(role)}; REVOKE ALL ON SCHEMA public FROM public, ${role}`,
    give: everything,
    says: /permission denied for schema public/,
  },
  {
    what: 'is kept from rows of the history by row-level security',
    applied: true,
    take: (role) => `${everything(role)}; ALTER TABLE schema_migrations ENABLE ROW LEVEL SECURITY`,
    give: () => 'ALTER TABLE schema_migrations DISABLE ROW LEVEL SECURITY',
    says: /row-level security hides rows/,
  },
  {
    what: 'may not touch a table of the script',
    applied: true,
    take: (role) => `${everything(role)}; REVOKE INSERT ON log FROM ${role}`,
    give: everything,
    says: /V2__middle on as .*V2__middle\.sql:2:1.*permission denied for table log/,
  },
  {
    what: 'may not connect',
    applied: false,
    take: (role) =>
      `DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM public', current_database()); END $$; GRANT CREATE ON SCHEMA public TO ${role}`,
    give: (role) =>
      `DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${role}', current_database()); END $$`,
    says: /permission denied for database/,
  },
];

describe('a user who', () => {
  test.each(isThorough ? lacks : lacks.slice(0, 1))(
    '$what: PERMISSION_DENIED, nothing half done',
    async ({ applied, take, give, says }) => {
      const { here, query, role } = await withRole();
      if (applied) expect((await here.lockstep('migrate --database db --to V1')).exitCode).toBe(0);
      await query(take(role));
      const run = await here.lockstep('migrate --database as');
      expect(run.message).toMatch(says);
      expect([run.exitCode, run.code, run.details['database']]).toEqual([1, 'PERMISSION_DENIED', 'as']);
      expect(run.hint).toMatch(/Grant|owner/);
      expect(await standOf(query)).toEqual(applied ? afterV1 : nothing);
      await query(give(role));
      const next = await here.lockstep('migrate --database as');
      expect([next.exitCode, next.message]).toEqual([0, '']);
      expect(await standOf(query)).toEqual(complete);
    },
  );

  test('has another password: DATABASE_UNREACHABLE, and the password stays secret', async () => {
    const { here, query, role } = await withRole();
    await query(`ALTER ROLE ${role} PASSWORD 'another'; GRANT CREATE ON SCHEMA public TO ${role}`);
    const run = await here.lockstep('migrate --database as');
    expect([run.exitCode, run.code, run.details['engineCode']]).toEqual([6, 'DATABASE_UNREACHABLE', '28P01']);
    expect(run.message).toContain(`password authentication failed for user "${role}"`);
    expect(JSON.stringify(run)).not.toContain('secret');
    await query(`ALTER ROLE ${role} PASSWORD 'secret'`);
    expect((await here.lockstep('migrate --database as')).exitCode).toBe(0);
  });
});

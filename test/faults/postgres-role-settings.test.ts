import type { Files } from '../cli/scenarios/project.ts';
import { describe, expect, test } from 'vitest';
import { complete, isThorough, standOf } from './fault-project.ts';
import { withRole } from './postgres-role.ts';

const settings: readonly (readonly [string, string])[] = [
  ['default_transaction_read_only', 'on'],
  ['default_transaction_isolation', 'serializable'],
  ['statement_timeout', '150ms'],
  ['idle_in_transaction_session_timeout', '50ms'],
  ['lock_timeout', '1ms'],
  ['transaction_timeout', '150ms'],
  ['idle_session_timeout', '50ms'],
  ['default_transaction_deferrable', 'on'],
  ['standard_conforming_strings', 'off'],
  ['client_min_messages', 'error'],
  ['search_path', 'pg_catalog'],
  ['role', 'pg_monitor'],
];
/** One of the quick kind in each run, all in the long one. */
const tried = isThorough ? settings : settings.slice(0, 3);

const alone = {
  'migrations/postgres/V2__middle.sql': `-- lockstep: transaction=none
CREATE TABLE middle (id INTEGER);
CREATE INDEX CONCURRENTLY middle_id ON middle (id);
SELECT pg_sleep(n) FROM pace;
VACUUM middle;
INSERT INTO log VALUES (2);
`,
};

describe('a default of the user does not get in the way', () => {
  async function withSetting(
    files: Files,
    name: string,
    value: string,
    skip: (reason: string) => void,
  ): Promise<void> {
    const { here, query, role } = await withRole(files);
    const [known] = await query(`SELECT 1 FROM pg_settings WHERE name = '${name}'`);
    if (known === undefined && name !== 'role') return skip('this PostgreSQL does not have the setting');
    await query(`GRANT CREATE ON SCHEMA public TO ${role}, pg_monitor; GRANT pg_monitor TO ${role};
      ALTER ROLE ${role} SET ${name} = '${value}'`);
    expect(await here.json('migrate --database as --to V1')).toMatchObject({ exitCode: 0 });
    await query('INSERT INTO pace VALUES (0.3)');
    const { exitCode, document } = await here.json('migrate --database as');
    expect([exitCode, document]).toEqual([0, expect.not.objectContaining({ error: expect.anything() })]);
    expect(await standOf(query)).toEqual(complete);
  }

  test.for(tried)('%s = %s, in a transaction', ([name, value], { skip }) =>
    withSetting({}, name, value, skip),
  );
  test.for(tried)('%s = %s, outside of one', ([name, value], { skip }) =>
    withSetting(alone, name, value, skip),
  );
});

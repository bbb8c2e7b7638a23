import { test } from 'vitest';
import { chain, config, project } from './project.ts';

test('--wait: a database that is not up is waited for, visibly, and unreachable afterwards', async ({
  expect,
}) => {
  // Port 1 of loopback: nobody listens there.
  const here = await project({ ...config({ production: 'postgres://app@127.0.0.1:1/app' }), ...chain });
  expect(await here.run('migrate')).toMatchInlineSnapshot(`
    "--- standard error
    ✗ DATABASE_UNREACHABLE
      production: cannot connect to PostgreSQL at 127.0.0.1:1/app: connect ECONNREFUSED 127.0.0.1:1
      → Check the address and that the server runs; lockstep migrate --wait 60s waits for it to come up.
    --- exit code 6
    "
  `);
  const started = performance.now();
  expect(await here.run('migrate --wait 250ms')).toMatchInlineSnapshot(`
    "--- standard error
    waiting for production: cannot connect to PostgreSQL at 127.0.0.1:1/app: connect ECONNREFUSED 127.0.0.1:1
    ✗ DATABASE_UNREACHABLE
      production: cannot connect to PostgreSQL at 127.0.0.1:1/app: connect ECONNREFUSED 127.0.0.1:1
      → Check the address and that the server runs; lockstep migrate --wait 60s waits for it to come up.
    --- exit code 6
    "
  `);
  expect(performance.now() - started).toBeGreaterThan(240);
});

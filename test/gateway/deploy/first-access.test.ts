import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { startGateway } from '../server/gateway-process.ts';
import { emptySqlite } from '../server/scratch-stores.ts';
import { tempFolder } from '../../servers/temp-folder.ts';
import { readText, root } from './examples.ts';

const [, block = ''] = /^```sh first access\n([\s\S]*?)^```$/m.exec(readText('docs/operators.md')) ?? [];
const version = /^curl (\d+)\.(\d+)/.exec(
  spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout ?? '',
);
const knowsJson = version !== null && Number(version[1]) * 1000 + Number(version[2]) >= 7082;

test.skipIf(!knowsJson)(
  `docs/operators.md: first access, line by line${knowsJson ? '' : ' (no curl 7.82 on this machine)'}`,
  { timeout: 60_000 },
  async () => {
    const token = 'the-operators-own-token';
    const gateway = startGateway(
      ['serve'],
      {
        GATEWAY_DATABASE_URL: await emptySqlite(),
        GATEWAY_PORT: '0',
        GATEWAY_ADMIN_TOKEN: token,
        GATEWAY_CONFIG: `${root}/examples/gateway-config.yaml`,
      },
      tempFolder(),
    );
    const url = await gateway.listening();
    const known: Record<string, string> = { GATEWAY: url, GATEWAY_ADMIN_TOKEN: token };
    const answers: Record<string, unknown>[] = [];
    for (const line of block.trim().split('\n')) {
      const [, name = '', field] = /^([A-Z]+)=\S+(?: +# the "(\w+)" of that answer)?$/.exec(line) ?? [];
      if (name !== '') {
        if (field !== undefined) known[name] = String(answers.at(-1)?.[field]);
        continue;
      }
      const words = ['-c', line];
      const { stdout, status } = spawnSync('/bin/sh', words, {
        env: { ...process.env, ...known },
        encoding: 'utf8',
      });
      expect(status, `${line}\n${stdout}`).toBe(0);
      answers.push(JSON.parse(stdout) as Record<string, unknown>);
    }
    expect(answers).toMatchObject([
      { email: 'ops@example.org' },
      { key: expect.stringMatching(/^gw_/) },
      { standing: 'active', billed: { kind: 'user', id: known['OWNER'] } },
    ]);

    const again = await fetch(`${url}/admin/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.org', displayName: 'Ada' }),
    });
    expect(again.status, 'who is in the file').toBe(409);
  },
);

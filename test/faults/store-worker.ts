/** `node store-worker.ts URL USER`: makes keys with their audit entries until it is killed; says when a unit is in its middle. */
import { randomBytes } from 'node:crypto';
import { runAudited } from '../../src/gateway/domain/run-audited.ts';
import { openStore } from '../../src/gateway/open-store.ts';

const [url = '', id = ''] = process.argv.slice(2);
const store = await openStore(url);
for (;;) {
  await runAudited(store, async ({ apiKeys }) => {
    const key = await apiKeys.create({
      name: 'A key',
      keyPrefix: 'gw-1',
      keyHash: randomBytes(32).toString('hex'),
      owner: { kind: 'user', id },
    });
    process.stdout.write('.');
    const target = { type: 'api_key', id: key.id };
    return { result: key, entry: { actor: { type: 'user', id } as const, action: 'api_key.create', target } };
  });
}

import { expect, test } from 'vitest';
import config from '../../../lockstep.config.ts';
import { loadStoreModules, storeModule } from '../../../src/gateway/store-module.ts';

test('the gateway and the command line mean the same module', () => {
  expect(config.modules).toHaveLength(1);
  expect(config.modules[0]).toMatchObject(storeModule);
});

test('its migrations are those of the repository, whatever the working folder is', async () => {
  const [module] = await loadStoreModules();
  expect(module?.chain[0]?.name).toBe('V17__baseline');
  expect(module?.chain.at(-1)?.name).toBe('V24__drop_ledger_cost_cents');
});

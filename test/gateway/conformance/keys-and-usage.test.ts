import { describe } from 'vitest';
import { testApiKeys } from './api-keys-suite.ts';
import { testBudgets } from './budgets-suite.ts';
import { testContention } from './contention-suite.ts';
import { describeStores } from './describe-stores.ts';
import { testGrants } from './grants-suite.ts';
import { testUsageLedger } from './usage-ledger-suite.ts';
import { testUsageMoments } from './usage-moments-suite.ts';

const suites = {
  'API keys': testApiKeys,
  grants: testGrants,
  budgets: testBudgets,
  'usage ledger': testUsageLedger,
  'moments of usage': testUsageMoments,
  contention: testContention,
};

// One database per driver for all of them: to migrate one costs more than the tests of a suite.
describeStores('keys and usage', (subject) => {
  for (const [name, suite] of Object.entries(suites)) describe(name, () => suite(subject));
});

import { describe } from 'vitest';
import { describeStores } from './describe-stores.ts';
import { testInvitations } from './invitations-suite.ts';
import { testMemberships } from './memberships-suite.ts';
import { testModels } from './models-suite.ts';
import { testPrices } from './prices-suite.ts';
import { testRouteHealth } from './route-health-suite.ts';
import { testRoutes } from './routes-suite.ts';
import { testServiceAccounts } from './service-accounts-suite.ts';
import { testSessions } from './sessions-suite.ts';
import { testSettings } from './settings-suite.ts';
import { testTeams } from './teams-suite.ts';
import { testUsageKeeps } from './usage-keeps-suite.ts';
import { testUsers } from './users-suite.ts';

const suites = {
  teams: testTeams,
  users: testUsers,
  memberships: testMemberships,
  'service accounts': testServiceAccounts,
  sessions: testSessions,
  invitations: testInvitations,
  models: testModels,
  prices: testPrices,
  routes: testRoutes,
  'health of routes': testRouteHealth,
  settings: testSettings,
  'what has usage': testUsageKeeps,
};

// One database per driver for all of them: to migrate one costs more than the tests of a suite.
describeStores('people and catalog', (subject) => {
  for (const [name, suite] of Object.entries(suites)) describe(name, () => suite(subject));
});

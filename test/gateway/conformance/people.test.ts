import { describe } from 'vitest';
import { describeStores } from './describe-stores.ts';
import { testInvitations } from './invitations-suite.ts';
import { testMemberships } from './memberships-suite.ts';
import { testServiceAccounts } from './service-accounts-suite.ts';
import { testSessions } from './sessions-suite.ts';
import { testTeams } from './teams-suite.ts';
import { testUsageKeeps } from './usage-keeps-suite.ts';
import { testUsers } from './users-suite.ts';

// One database per driver for all of them: to migrate one costs more than the tests of a suite.
describeStores('the people', (subject) => {
  describe('teams', () => testTeams(subject));
  describe('users', () => testUsers(subject));
  describe('memberships', () => testMemberships(subject));
  describe('service accounts', () => testServiceAccounts(subject));
  describe('sessions', () => testSessions(subject));
  describe('invitations', () => testInvitations(subject));
  describe('what has usage', () => testUsageKeeps(subject));
});

import { describe } from 'vitest';
import { testAuditLog } from './audit-log-suite.ts';
import { describeStores } from './describe-stores.ts';
import { testErrors } from './errors-suite.ts';
import { testOpenStore } from './open-store-suite.ts';
import { testRequestLog } from './request-log-suite.ts';
import { testRetention } from './retention-suite.ts';
import { testStore } from './store-suite.ts';
import { testUnitOfWork } from './unit-of-work-suite.ts';
import { testValues } from './values-suite.ts';

describe('openStore', testOpenStore);

// One database of each driver for all of them: to migrate it takes longer than they do.
describeStores('the core of the store, the request log and the audit log', (subject) => {
  describe('a store', () => testStore(subject));
  describe('a unit of work', () => testUnitOfWork(subject));
  describe('errors', () => testErrors(subject));
  describe('the audit log', () => testAuditLog(subject));
  describe('the request log', () => testRequestLog(subject));
  describe('its retention', () => testRetention(subject));
  describe('values', () => testValues(subject));
});

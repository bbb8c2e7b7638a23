import { describe } from 'vitest';
import { describeStores } from './describe-stores.ts';
import { testModels } from './models-suite.ts';
import { testPrices } from './prices-suite.ts';
import { testRouteHealth } from './route-health-suite.ts';
import { testRoutes } from './routes-suite.ts';
import { testSettings } from './settings-suite.ts';

// One database per driver for all of them: to migrate one costs more than the tests of a suite.
describeStores('the catalog and the settings', (subject) => {
  describe('models', () => testModels(subject));
  describe('prices', () => testPrices(subject));
  describe('routes', () => testRoutes(subject));
  describe('health of routes', () => testRouteHealth(subject));
  describe('settings', () => testSettings(subject));
});

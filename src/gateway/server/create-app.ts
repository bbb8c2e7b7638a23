import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Store } from '../domain/store.ts';
import { adminRoutes } from './admin-routes.ts';
import { answerError, Refusal } from './error-answers.ts';
import { healthRoutes } from './health-routes.ts';
import { keyRoutes } from './key-routes.ts';
import type { Log } from './log.ts';
import type { ReadinessAnswer } from './readiness-probe.ts';

/** More than any request needs. */
const largestBody = 256 * 1024;

export interface AppOptions {
  readonly store: Store;
  readonly probe: () => Promise<ReadinessAnswer>;
  /** Null: the admin API is off. */
  readonly adminToken: string | null;
  readonly log: Log;
}

/** Returns the HTTP API over a store: `/healthz` and `/readyz`, `/v1` for the holder of a key, `/admin` for the operator. */
export function createApp({ store, probe, adminToken, log }: AppOptions): Hono {
  const app = new Hono();
  app.onError((error, context) => answerError(error, context, log));
  app.notFound((context) => context.json({ error: { code: 'NOT_FOUND', message: 'No such path' } }, 404));
  const tooLarge = (): never => {
    throw new Refusal(413, 'TOO_LARGE', `A body may have ${largestBody} bytes`);
  };
  app.use(bodyLimit({ maxSize: largestBody, onError: tooLarge }));
  app.route('/', healthRoutes(probe));
  app.route('/v1', keyRoutes(store));
  app.route('/admin', adminRoutes(store, adminToken));
  return app;
}

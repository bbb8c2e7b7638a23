import { Hono } from 'hono';
import type { ReadinessAnswer } from './readiness-probe.ts';

/**
 * Returns `/healthz`, which says that the process is alive and asks nothing else, and `/readyz`, which says whether it should
 * be given requests: 200 or 503 with the reason.
 */
export function healthRoutes(probe: () => Promise<ReadinessAnswer>): Hono {
  const routes = new Hono();
  routes.get('/healthz', (context) => context.json({ alive: true }));
  routes.get('/readyz', async (context) => {
    const answer = await probe();
    context.header('cache-control', 'no-store');
    return context.json(answer, answer.ready ? 200 : 503);
  });
  return routes;
}

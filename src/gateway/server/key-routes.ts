import { Hono } from 'hono';
import type { ApiKeyLookUp } from '../domain/api-keys.ts';
import type { Store } from '../domain/store.ts';
import { answerJson } from './answer-json.ts';
import { bearerOf } from './bearer.ts';
import { Refusal } from './error-answers.ts';
import { hashKey } from './new-key.ts';
import { spendingOf } from './spending.ts';

type Environment = { Variables: { lookUp: ApiKeyLookUp } };

/** Returns the part of the API that the holder of a key uses; the key is the bearer token. */
export function keyRoutes(store: Store): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.use(async (context, next) => {
    const lookUp = await store.apiKeys.lookUp(hashKey(bearerOf(context)), new Date());
    if (lookUp === null) throw new Refusal(401, 'UNAUTHORIZED', 'No key is like this one');
    if (lookUp.standing !== 'active') {
      throw new Refusal(403, 'FORBIDDEN', `This key cannot be used: ${lookUp.standing.replace('_', ' ')}`);
    }
    context.set('lookUp', lookUp);
    await next();
  });

  routes.get('/key', (context) => answerJson(context, context.get('lookUp')));

  routes.get('/spend', async (context) =>
    answerJson(context, await spendingOf(store, context.get('lookUp').billed)),
  );
  return routes;
}

import { Hono } from 'hono';
import { z } from 'zod';
import type { ApiKeyLookUp } from '../domain/api-keys.ts';
import type { Store } from '../domain/store.ts';
import { answerJson } from './answer-json.ts';
import { bearerOf } from './bearer.ts';
import { Refusal } from './error-answers.ts';
import { hashKey } from './new-key.ts';
import { readBody, readQuery } from './read-body.ts';
import { moment, span, spendingOf } from './spending.ts';

const count = z.int().min(0).optional();

/** How far back the holder of a key may report, who thereby chooses among the prices of that time. */
const mostDaysBehind = 7;
const dayMs = 86_400_000;

/** Safe to send again: a request id is posted once. The moment is the caller's, so that it is the same the next time. */
const newUsage = z.strictObject({
  requestId: z.uuid().toLowerCase(),
  model: z.string().min(1),
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  occurredAt: moment,
});

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

  routes.post('/usage', async (context) => {
    const { key, models } = context.get('lookUp');
    const { model: name, ...usage } = await readBody(context, newUsage);
    const model = await store.models.resolve(name);
    if (model === null) throw new Refusal(422, 'MISSING_REFERENCE', `No model is called ${name}`);
    if (!models.includes(model.id)) throw new Refusal(403, 'FORBIDDEN', `This key may not use ${model.slug}`);
    await refuseLate(usage);
    const posting = { ...usage, apiKeyId: key.id, modelId: model.id };
    const { line, spending } = await store.usageLedger.postAndSpend(posting);
    await store.apiKeys.touch(key.id, new Date());
    const { softLimitsCrossed = [] } = spending ?? {};
    return answerJson(
      context,
      { posted: spending !== null, line, softLimitsCrossed },
      spending === null ? 200 : 201,
    );
  });

  routes.get('/spend', async (context) => {
    const { key, billed } = context.get('lookUp');
    const within = readQuery(context, z.strictObject(span));
    return answerJson(context, await spendingOf(store, billed, { ...within, apiKeyId: key.id }));
  });
  return routes;

  /** What was posted once may be repeated for ever. */
  async function refuseLate({
    requestId,
    occurredAt,
  }: {
    requestId: string;
    occurredAt: Date;
  }): Promise<void> {
    if (Date.now() - occurredAt.getTime() <= mostDaysBehind * dayMs) return;
    if ((await store.usageLedger.findByRequest(requestId)) !== null) return;
    const message = `Usage of ${occurredAt.toISOString()} was more than ${mostDaysBehind} days ago`;
    throw new Refusal(422, 'INVALID_VALUE', message);
  }
}

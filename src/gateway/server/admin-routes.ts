import { Hono } from 'hono';
import { z } from 'zod';
import type { ApiKey } from '../domain/api-keys.ts';
import type { NewAuditEntry } from '../domain/audit-log.ts';
import { budgetPeriods, userRoles } from '../domain/enums.ts';
import type { Grant } from '../domain/grants.ts';
import type { JsonValue } from '../domain/json.ts';
import { runAudited } from '../domain/run-audited.ts';
import type { Repositories, Store } from '../domain/store.ts';
import type { User } from '../domain/users.ts';
import { answerJson } from './answer-json.ts';
import { bearerOf, isSameSecret } from './bearer.ts';
import { Refusal } from './error-answers.ts';
import { newKey } from './new-key.ts';
import { readBody, readQuery } from './read-body.ts';
import { moment, span, spendingOf } from './spending.ts';

type JsonObject = Readonly<Record<string, JsonValue>>;

const text = z.string().min(1);
const billed = z.strictObject({ kind: z.enum(['user', 'team']), id: text });
const owner = z.strictObject({ kind: z.enum(['user', 'team', 'service_account']), id: text });
const grantee = z.strictObject({ kind: z.enum(['user', 'team', 'api_key']), id: text });

const newUser = z.strictObject({ email: z.email(), displayName: text, role: z.enum(userRoles).optional() });
const newTeam = z.strictObject({ slug: text, name: text });
const newApiKey = z.strictObject({ name: text, owner, expiresAt: moment.optional() });
const newGrant = z.strictObject({ model: text, grantee });
const limit = z.int().min(0).nullable().default(null);
/** The whole budget: a limit that is left out is none. */
const limits = z
  .strictObject({
    owner: billed,
    period: z.enum(budgetPeriods),
    softLimitMicros: limit,
    hardLimitMicros: limit,
  })
  .refine((each) => each.softLimitMicros !== null || each.hardLimitMicros !== null, {
    error: 'expected softLimitMicros or hardLimitMicros, or both',
  });

/** Returns the operator's part of the API; every path of it is 404 where no token is set. Every change is audited. */
export function adminRoutes(store: Store, adminToken: string | null): Hono {
  const routes = new Hono();
  routes.use(async (context, next) => {
    if (adminToken === null)
      throw new Refusal(404, 'NOT_FOUND', 'The admin API is off: set GATEWAY_ADMIN_TOKEN');
    if (!isSameSecret(bearerOf(context), adminToken)) {
      throw new Refusal(401, 'UNAUTHORIZED', 'That is not the admin token');
    }
    await next();
  });

  routes.post('/users', async (context) => {
    const wanted = await readBody(context, newUser);
    const user = await changed('user.create', 'user', wanted, ({ users }) => users.create(wanted));
    return answerJson(context, withoutPassword(user), 201);
  });

  routes.post('/teams', async (context) => {
    const wanted = await readBody(context, newTeam);
    return answerJson(
      context,
      await changed('team.create', 'team', wanted, ({ teams }) => teams.create(wanted)),
      201,
    );
  });

  // The key itself is in this answer and nowhere else: the store keeps its hash.
  routes.post('/keys', async (context) => {
    const wanted = await readBody(context, newApiKey);
    const { key, prefix: keyPrefix, hash: keyHash } = newKey();
    const apiKey = await changed('api_key.create', 'api_key', { ...wanted, keyPrefix }, ({ apiKeys }) =>
      apiKeys.create({ ...wanted, keyPrefix, keyHash }),
    );
    return answerJson(context, { key, apiKey }, 201);
  });

  routes.post('/keys/:id/revoke', async (context) => {
    const id = context.req.param('id');
    return answerJson(
      context,
      await changed(
        'api_key.revoke',
        'api_key',
        ({ name, owner: of }: ApiKey) => ({ name, owner: of }),
        ({ apiKeys }) => apiKeys.revoke(id),
      ),
    );
  });

  routes.post('/grants', async (context) => {
    const { model: name, grantee: to } = await readBody(context, newGrant);
    const told = ({ modelId }: Grant): object => ({ model: name, modelId, grantee: to });
    const grant = await changed('grant.create', 'grant', told, async ({ grants, models }) => {
      const model = await models.resolve(name);
      if (model === null) throw new Refusal(422, 'MISSING_REFERENCE', `No model is called ${name}`);
      return grants.grant({ modelId: model.id, grantee: to });
    });
    return answerJson(context, grant, 201);
  });

  routes.put('/budgets', async (context) => {
    const wanted = await readBody(context, limits);
    const { owner: of, period, ...change } = wanted;
    const budget = await changed('budget.set', 'budget', wanted, async ({ budgets }) => {
      const found = (await budgets.listOf(of, new Date())).find((each) => each.period === period);
      if (found === undefined) return budgets.create({ owner: of, period, ...change });
      return budgets.changeLimits(found.id, change);
    });
    return answerJson(context, budget);
  });

  routes.get('/spend', async (context) => {
    const { kind, id, ...within } = readQuery(context, z.strictObject({ ...billed.shape, ...span }));
    const payer = { kind, id };
    return answerJson(context, await spendingOf(store, payer, { ...within, owner: payer }));
  });
  return routes;

  /**
   * Makes a change and tells the audit log what was asked for, or what is told of the result. Whoever has the admin token has no
   * name: the entry says that it was the system.
   */
  function changed<T extends { readonly id: string }>(
    action: string,
    type: string,
    told: object | ((result: T) => object),
    change: (repositories: Repositories) => Promise<T>,
  ): Promise<T> {
    return runAudited(store, async (repositories) => {
      const result = await change(repositories);
      const entry: NewAuditEntry = {
        actor: { type: 'system', id: null },
        action,
        target: { type, id: result.id },
        details: { through: 'admin API', ...asJson(typeof told === 'function' ? told(result) : told) },
      };
      return { result, entry };
    });
  }
}

function withoutPassword(user: User): object {
  const { passwordHash, ...shown } = user;
  return { ...shown, hasPassword: passwordHash !== null };
}

/** Moments as text, and nothing of what is not there. */
function asJson(told: object): JsonObject {
  return JSON.parse(JSON.stringify(told)) as JsonObject;
}

import type { OperationName } from '../../../src/gateway/domain/operation.ts';
import { operations } from '../../../src/gateway/domain/store.ts';
import { idsOf, madeIds } from './ids.ts';
import type { Call } from './program.ts';

const id = (kind: keyof typeof idsOf, number: number): string => idsOf[kind][number - 1] ?? '';
const at = new Date('2026-01-31T23:59:59.999Z');
const later = new Date('2026-03-01T00:00:00.000Z');
const prices = {
  inputMicrosPerMtok: 3_000_001,
  cachedInputMicrosPerMtok: 300_000,
  outputMicrosPerMtok: 15_000_000,
};

/** Five requests, five lines and five entries have one key or actor, some of them one moment: pages end between them. */
const shared = {
  apiKeyId: id('key', 1),
  billed: { kind: 'user', id: id('user', 1) },
  requestedModel: 'a',
};

const rows: readonly (readonly [OperationName, ...unknown[]])[] = [
  ['users.create', { id: id('user', 1), email: 'a@x.test', displayName: 'Ann' }],
  ['users.create', { id: id('user', 2), email: 'B@x.test', displayName: 'ben' }],
  ['teams.create', { id: id('team', 1), slug: 'a', name: 'Alpha' }],
  ['teams.create', { id: id('team', 2), slug: 'b', name: 'beta' }],
  ['memberships.add', { teamId: id('team', 1), userId: id('user', 1), role: 'owner' }],
  ['serviceAccounts.create', { id: id('serviceAccount', 1), teamId: id('team', 1), name: 'bot' }],
  [
    'providers.create',
    { id: id('provider', 1), slug: 'a', name: 'A', kind: 'openai', baseUrl: 'https://a.test' },
  ],
  [
    'providers.create',
    { id: id('provider', 2), slug: 'b', name: 'b', kind: 'custom', baseUrl: 'https://b.test' },
  ],
  ['models.create', { id: id('model', 1), slug: 'a', name: 'A', contextTokens: 1000 }],
  ['models.create', { id: id('model', 2), slug: 'b', name: 'b', contextTokens: 1000 }],
  [
    'routes.create',
    { id: id('route', 1), modelId: id('model', 1), providerId: id('provider', 1), upstreamModel: 'a' },
  ],
  [
    'routes.create',
    { id: id('route', 2), modelId: id('model', 1), providerId: id('provider', 2), upstreamModel: 'a' },
  ],
  ['prices.add', { id: id('price', 1), modelId: id('model', 1), effectiveFrom: at, ...prices }],
  ['prices.add', { id: id('price', 2), modelId: id('model', 1), effectiveFrom: later, ...prices }],
  ['apiKeys.create', key(1, { kind: 'user', id: id('user', 1) })],
  ['apiKeys.create', key(2, { kind: 'team', id: id('team', 1) })],
  ['apiKeys.create', key(3, { kind: 'service_account', id: id('serviceAccount', 1) })],
  ['apiKeys.create', key(4, { kind: 'user', id: id('user', 1) })],
  ['grants.grant', { modelId: id('model', 1), grantee: { kind: 'user', id: id('user', 1) } }],
  [
    'budgets.create',
    {
      id: id('budget', 1),
      owner: { kind: 'user', id: id('user', 1) },
      period: 'day',
      softLimitMicros: 2,
      hardLimitMicros: 600,
    },
  ],
  [
    'budgets.create',
    {
      id: id('budget', 2),
      owner: { kind: 'team', id: id('team', 1) },
      period: 'month',
      hardLimitMicros: 600,
    },
  ],
  ['requestLog.start', { id: id('request', 1), ...shared }],
  ['requestLog.start', { id: id('request', 2), modelId: id('model', 1), requestedModel: 'b', startedAt: at }],
  ['requestLog.start', { id: id('request', 3), ...shared }],
  [
    'requestLog.start',
    { id: id('request', 4), billed: { kind: 'team', id: id('team', 1) }, requestedModel: 'a' },
  ],
  ['requestLog.start', { ...shared, startedAt: at }],
  ['requestLog.start', { ...shared, startedAt: at }],
  ['requestLog.start', shared],
  ['usageLedger.post', usage(1, later)],
  ['usageLedger.post', usage(2, later)],
  ['usageLedger.post', usage(3, at)],
  ['usageLedger.post', { ...usage(4, at), id: undefined, requestId: madeIds[0] }],
  ['usageLedger.post', { ...usage(5, at), id: undefined, requestId: madeIds[1] }],
  ['auditLog.append', entry(1, at)],
  ['auditLog.append', entry(2, at)],
  ['auditLog.append', entry(3, later)],
  ['auditLog.append', { ...entry(4, later), id: undefined }],
  ['auditLog.append', { ...entry(5, at), id: undefined }],
  ['sessions.create', session(1)],
  ['sessions.create', session(2)],
];

function usage(number: number, occurredAt: Date): object {
  const [apiKeyId, modelId] = [id('key', 1), id('model', 1)];
  return {
    id: id('line', number),
    requestId: id('request', number),
    apiKeyId,
    modelId,
    inputTokens: 50,
    occurredAt,
  };
}

function entry(number: number, occurredAt: Date): object {
  return {
    id: id('entry', number),
    actor: { type: 'user', id: id('user', 1) },
    action: 'a',
    target: { type: 'key', id: id('key', 1) },
    occurredAt,
  };
}

function session(number: number): unknown {
  return {
    id: id('session', number),
    userId: id('user', 1),
    tokenHash: String(number).repeat(64),
    expiresAt: later,
  };
}

function key(number: number, owner: unknown): unknown {
  return {
    id: id('key', number),
    name: `k${number}`,
    keyPrefix: 'lk',
    keyHash: String(number).repeat(64),
    owner,
  };
}

const hasMethod = (name: OperationName): boolean => {
  const [port = '', method = ''] = name.split('.');
  return Object.hasOwn((operations as unknown as Record<string, object>)[port] ?? {}, method);
};

/** What programs begin with, most of it: rows that others refer to. */
export const firstRows: readonly Call[] = rows
  .filter(([name]) => hasMethod(name))
  .map(([name, ...args]) => ({ name, args }));

import { type AnyPgColumn, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { attemptOutcomes, ledgerKinds, requestStatuses } from '../../domain/enums.ts';
import { cascade, restrict, setNull } from '../foreign-key-actions.ts';
import { apiKeys } from './access.ts';
import { modelPrices, models, routes } from './catalog.ts';
import { boolean, id, integer, json, moment, now, text } from './columns.ts';
import { teams, users } from './people.ts';

/** At most one of userId and teamId is set: who was billed, as long as it exists. */
export const requestLog = pgTable('request_log', {
  id: id('id').primaryKey(),
  apiKeyId: id('api_key_id').references(() => apiKeys.id, setNull),
  userId: id('user_id').references(() => users.id, setNull),
  teamId: id('team_id').references(() => teams.id, setNull),
  modelId: id('model_id').references(() => models.id, setNull),
  routeId: id('route_id').references(() => routes.id, setNull),
  requestedModel: text('requested_model').notNull(),
  status: text('status', { enum: requestStatuses }).notNull().default('running'),
  httpStatus: integer('http_status'),
  errorCode: text('error_code'),
  streamed: boolean('streamed').notNull().default(false),
  inputTokens: integer('input_tokens').notNull().default(0),
  outputTokens: integer('output_tokens').notNull().default(0),
  startedAt: moment('started_at').notNull().default(now),
  finishedAt: moment('finished_at'),
});

export const requestAttempts = pgTable(
  'request_attempts',
  {
    requestId: id('request_id')
      .notNull()
      .references(() => requestLog.id, cascade),
    attempt: integer('attempt').notNull(),
    routeId: id('route_id').references(() => routes.id, setNull),
    outcome: text('outcome', { enum: attemptOutcomes }).notNull(),
    httpStatus: integer('http_status'),
    errorMessage: text('error_message'),
    startedAt: moment('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.attempt] })],
);

export const requestPayloads = pgTable('request_payloads', {
  requestId: id('request_id')
    .primaryKey()
    .references(() => requestLog.id, cascade),
  requestBody: json('request_body'),
  responseBody: json('response_body'),
  truncated: boolean('truncated').notNull().default(false),
  createdAt: moment('created_at').notNull().default(now),
});

export const requestTags = pgTable(
  'request_tags',
  {
    requestId: id('request_id')
      .notNull()
      .references(() => requestLog.id, cascade),
    name: text('name').notNull(),
    value: text('value').notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.name] })],
);

/** One of userId and teamId is set. requestId refers to nothing: the line outlives the log. */
export const usageLedger = pgTable('usage_ledger', {
  id: id('id').primaryKey(),
  requestId: id('request_id').notNull().unique(),
  kind: text('kind', { enum: ledgerKinds }).notNull().default('usage'),
  correctsId: id('corrects_id').references((): AnyPgColumn => usageLedger.id, restrict),
  apiKeyId: id('api_key_id')
    .notNull()
    .references(() => apiKeys.id, restrict),
  userId: id('user_id').references(() => users.id, restrict),
  teamId: id('team_id').references(() => teams.id, restrict),
  modelId: id('model_id')
    .notNull()
    .references(() => models.id, restrict),
  priceId: id('price_id').references(() => modelPrices.id, restrict),
  inputTokens: integer('input_tokens').notNull().default(0),
  cachedInputTokens: integer('cached_input_tokens').notNull().default(0),
  outputTokens: integer('output_tokens').notNull().default(0),
  occurredAt: moment('occurred_at').notNull(),
  postedAt: moment('posted_at').notNull().default(now),
  costMicros: integer('cost_micros').notNull(),
});

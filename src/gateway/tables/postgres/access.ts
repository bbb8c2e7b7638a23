import { pgTable, pgView, primaryKey, unique } from 'drizzle-orm/pg-core';
import { apiKeyStatuses, budgetPeriods, limitSpans } from '../../domain/enums.ts';
import { cascade, setNull } from '../foreign-key-actions.ts';
import { models } from './catalog.ts';
import { id, integer, moment, now, text } from './columns.ts';
import { serviceAccounts, teams, users } from './people.ts';

/** One of userId, teamId and serviceAccountId is set. */
export const apiKeys = pgTable('api_keys', {
  id: id('id').primaryKey(),
  name: text('name').notNull(),
  keyPrefix: text('key_prefix').notNull(),
  keyHash: text('key_hash').notNull().unique(),
  userId: id('user_id').references(() => users.id, cascade),
  teamId: id('team_id').references(() => teams.id, cascade),
  status: text('status', { enum: apiKeyStatuses }).notNull().default('active'),
  createdBy: id('created_by').references(() => users.id, setNull),
  createdAt: moment('created_at').notNull().default(now),
  lastUsedAt: moment('last_used_at'),
  expiresAt: moment('expires_at'),
  revokedAt: moment('revoked_at'),
  serviceAccountId: id('service_account_id').references(() => serviceAccounts.id, cascade),
});

/** Keys that are active, and so is who owns them and who is billed; whether one has expired is for the caller's clock. */
export const activeApiKeys = pgView('active_api_keys', {
  id: id('id').notNull(),
  keyHash: text('key_hash').notNull(),
  expiresAt: moment('expires_at'),
  billedUserId: id('billed_user_id'),
  billedTeamId: id('billed_team_id'),
  serviceAccountId: id('service_account_id'),
}).existing();

export const apiKeyLimits = pgTable(
  'api_key_limits',
  {
    apiKeyId: id('api_key_id')
      .notNull()
      .references(() => apiKeys.id, cascade),
    span: text('span', { enum: limitSpans }).notNull(),
    maxRequests: integer('max_requests'),
    maxTokens: integer('max_tokens'),
  },
  (table) => [primaryKey({ columns: [table.apiKeyId, table.span] })],
);

/** One of userId, teamId and apiKeyId is set. */
export const modelGrants = pgTable(
  'model_grants',
  {
    id: id('id').primaryKey(),
    modelId: id('model_id')
      .notNull()
      .references(() => models.id, cascade),
    userId: id('user_id').references(() => users.id, cascade),
    teamId: id('team_id').references(() => teams.id, cascade),
    apiKeyId: id('api_key_id').references(() => apiKeys.id, cascade),
    grantedBy: id('granted_by').references(() => users.id, setNull),
    createdAt: moment('created_at').notNull().default(now),
  },
  (table) => [
    unique().on(table.userId, table.modelId),
    unique().on(table.teamId, table.modelId),
    unique().on(table.apiKeyId, table.modelId),
  ],
);

/** One of userId and teamId is set. */
export const budgets = pgTable(
  'budgets',
  {
    id: id('id').primaryKey(),
    userId: id('user_id').references(() => users.id, cascade),
    teamId: id('team_id').references(() => teams.id, cascade),
    period: text('period', { enum: budgetPeriods }).notNull(),
    softLimitMicros: integer('soft_limit_micros'),
    hardLimitMicros: integer('hard_limit_micros'),
    spentMicros: integer('spent_micros').notNull().default(0),
    periodStartedAt: moment('period_started_at').notNull(),
    createdAt: moment('created_at').notNull().default(now),
    updatedAt: moment('updated_at').notNull().default(now),
  },
  (table) => [unique().on(table.userId, table.period), unique().on(table.teamId, table.period)],
);

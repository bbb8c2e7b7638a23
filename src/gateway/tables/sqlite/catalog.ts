import { sqliteTable, primaryKey, unique } from 'drizzle-orm/sqlite-core';
import {
  circuitStates,
  compatibilityProfiles,
  credentialStatuses,
  modalities,
  modelStatuses,
  profileActions,
  profileModes,
  providerKinds,
  providerStatuses,
} from '../../domain/enums.ts';
import { cascade, restrict, setNull } from '../foreign-key-actions.ts';
import { boolean, bytes, id, integer, json, moment, now, text } from './columns.ts';
import { users } from './people.ts';

export const providers = sqliteTable('providers', {
  id: id('id').primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  kind: text('kind', { enum: providerKinds }).notNull(),
  baseUrl: text('base_url').notNull(),
  status: text('status', { enum: providerStatuses }).notNull().default('enabled'),
  settings: json('settings').notNull().default({}),
  createdAt: moment('created_at').notNull().default(now),
  updatedAt: moment('updated_at').notNull().default(now),
});

export const providerCredentials = sqliteTable(
  'provider_credentials',
  {
    id: id('id').primaryKey(),
    providerId: id('provider_id')
      .notNull()
      .references(() => providers.id, cascade),
    label: text('label').notNull(),
    ciphertext: bytes('ciphertext').notNull(),
    keyVersion: integer('key_version').notNull().default(1),
    status: text('status', { enum: credentialStatuses }).notNull().default('standby'),
    createdAt: moment('created_at').notNull().default(now),
    rotatedAt: moment('rotated_at'),
  },
  (table) => [unique().on(table.providerId, table.label)],
);

export const models = sqliteTable('models', {
  id: id('id').primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  modality: text('modality', { enum: modalities }).notNull().default('chat'),
  contextTokens: integer('context_tokens').notNull(),
  maxOutputTokens: integer('max_output_tokens'),
  capabilities: json('capabilities').notNull().default([]),
  status: text('status', { enum: modelStatuses }).notNull().default('available'),
  createdAt: moment('created_at').notNull().default(now),
  updatedAt: moment('updated_at').notNull().default(now),
});

export const modelAliases = sqliteTable('model_aliases', {
  alias: text('alias').primaryKey(),
  modelId: id('model_id')
    .notNull()
    .references(() => models.id, cascade),
  createdAt: moment('created_at').notNull().default(now),
});

export const modelPrices = sqliteTable(
  'model_prices',
  {
    id: id('id').primaryKey(),
    modelId: id('model_id')
      .notNull()
      .references(() => models.id, restrict),
    effectiveFrom: moment('effective_from').notNull(),
    inputMicrosPerMtok: integer('input_micros_per_mtok').notNull(),
    cachedInputMicrosPerMtok: integer('cached_input_micros_per_mtok').notNull(),
    outputMicrosPerMtok: integer('output_micros_per_mtok').notNull(),
    createdBy: id('created_by').references(() => users.id, setNull),
    createdAt: moment('created_at').notNull().default(now),
  },
  (table) => [unique().on(table.modelId, table.effectiveFrom)],
);

export const routes = sqliteTable(
  'routes',
  {
    id: id('id').primaryKey(),
    modelId: id('model_id')
      .notNull()
      .references(() => models.id, cascade),
    providerId: id('provider_id')
      .notNull()
      .references(() => providers.id, restrict),
    upstreamModel: text('upstream_model').notNull(),
    priority: integer('priority').notNull().default(100),
    weight: integer('weight').notNull().default(1),
    compatibilityProfile: text('compatibility_profile', { enum: compatibilityProfiles })
      .notNull()
      .default('native'),
    timeoutMs: integer('timeout_ms').notNull().default(60_000),
    enabled: boolean('enabled').notNull().default(true),
    createdAt: moment('created_at').notNull().default(now),
    updatedAt: moment('updated_at').notNull().default(now),
    profileMode: text('profile_mode', { enum: profileModes }).notNull().default('strict'),
  },
  (table) => [unique().on(table.modelId, table.providerId, table.upstreamModel)],
);

export const routeProfileRules = sqliteTable(
  'route_profile_rules',
  {
    routeId: id('route_id')
      .notNull()
      .references(() => routes.id, cascade),
    parameter: text('parameter').notNull(),
    action: text('action', { enum: profileActions }).notNull(),
    argument: json('argument'),
    createdAt: moment('created_at').notNull().default(now),
  },
  (table) => [primaryKey({ columns: [table.routeId, table.parameter] })],
);

export const routeHealth = sqliteTable('route_health', {
  routeId: id('route_id')
    .primaryKey()
    .references(() => routes.id, cascade),
  circuit: text('circuit', { enum: circuitStates }).notNull().default('closed'),
  consecutiveFailures: integer('consecutive_failures').notNull().default(0),
  lastError: text('last_error'),
  retryAt: moment('retry_at'),
  updatedAt: moment('updated_at').notNull().default(now),
});

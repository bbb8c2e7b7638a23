import { sqliteTable, unique } from 'drizzle-orm/sqlite-core';
import { actorTypes, deliveryStatuses } from '../../domain/enums.ts';
import { cascade, setNull } from '../foreign-key-actions.ts';
import { boolean, bytes, id, integer, json, moment, now, text } from './columns.ts';
import { teams, users } from './people.ts';

/** actorId and targetId refer to nothing: the record outlives both. */
export const auditLog = sqliteTable('audit_log', {
  id: id('id').primaryKey(),
  occurredAt: moment('occurred_at').notNull().default(now),
  actorType: text('actor_type', { enum: actorTypes }).notNull(),
  actorId: text('actor_id'),
  action: text('action').notNull(),
  targetType: text('target_type').notNull(),
  targetId: text('target_id').notNull(),
  ipAddress: text('ip_address'),
  details: json('details').notNull().default({}),
});

export const settings = sqliteTable('settings', {
  name: text('name').primaryKey(),
  value: json('value').notNull(),
  updatedBy: id('updated_by').references(() => users.id, setNull),
  updatedAt: moment('updated_at').notNull().default(now),
});

export const webhooks = sqliteTable(
  'webhooks',
  {
    id: id('id').primaryKey(),
    teamId: id('team_id')
      .notNull()
      .references(() => teams.id, cascade),
    url: text('url').notNull(),
    secretCiphertext: bytes('secret_ciphertext').notNull(),
    events: json('events').notNull().default([]),
    enabled: boolean('enabled').notNull().default(true),
    createdBy: id('created_by').references(() => users.id, setNull),
    createdAt: moment('created_at').notNull().default(now),
    updatedAt: moment('updated_at').notNull().default(now),
  },
  (table) => [unique().on(table.teamId, table.url)],
);

export const webhookDeliveries = sqliteTable('webhook_deliveries', {
  id: id('id').primaryKey(),
  webhookId: id('webhook_id')
    .notNull()
    .references(() => webhooks.id, cascade),
  event: text('event').notNull(),
  payload: json('payload').notNull(),
  status: text('status', { enum: deliveryStatuses }).notNull().default('pending'),
  attempts: integer('attempts').notNull().default(0),
  nextAttemptAt: moment('next_attempt_at'),
  deliveredAt: moment('delivered_at'),
  lastError: text('last_error'),
  createdAt: moment('created_at').notNull().default(now),
});

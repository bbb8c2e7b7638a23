import { sqliteTable, primaryKey, unique } from 'drizzle-orm/sqlite-core';
import {
  serviceAccountStatuses,
  teamRoles,
  teamStatuses,
  userRoles,
  userStatuses,
} from '../../domain/enums.ts';
import { cascade, setNull } from '../foreign-key-actions.ts';
import { id, integer, moment, now, text } from './columns.ts';

export const users = sqliteTable('users', {
  id: id('id').primaryKey(),
  email: text('email').notNull(),
  displayName: text('display_name').notNull(),
  passwordHash: text('password_hash'),
  role: text('role', { enum: userRoles }).notNull().default('member'),
  status: text('status', { enum: userStatuses }).notNull().default('active'),
  lastLoginAt: moment('last_login_at'),
  createdAt: moment('created_at').notNull().default(now),
  updatedAt: moment('updated_at').notNull().default(now),
});

export const userIdentities = sqliteTable(
  'user_identities',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: id('user_id')
      .notNull()
      .references(() => users.id, cascade),
    createdAt: moment('created_at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject] }),
    unique().on(table.userId, table.issuer),
  ],
);

export const sessions = sqliteTable('sessions', {
  id: id('id').primaryKey(),
  userId: id('user_id')
    .notNull()
    .references(() => users.id, cascade),
  tokenHash: text('token_hash').notNull().unique(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  createdAt: moment('created_at').notNull().default(now),
  lastSeenAt: moment('last_seen_at').notNull().default(now),
  expiresAt: moment('expires_at').notNull(),
});

export const teams = sqliteTable('teams', {
  id: id('id').primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  status: text('status', { enum: teamStatuses }).notNull().default('active'),
  createdAt: moment('created_at').notNull().default(now),
  updatedAt: moment('updated_at').notNull().default(now),
});

export const memberships = sqliteTable(
  'memberships',
  {
    teamId: id('team_id')
      .notNull()
      .references(() => teams.id, cascade),
    userId: id('user_id')
      .notNull()
      .references(() => users.id, cascade),
    role: text('role', { enum: teamRoles }).notNull().default('member'),
    createdAt: moment('created_at').notNull().default(now),
  },
  (table) => [primaryKey({ columns: [table.teamId, table.userId] })],
);

export const invitations = sqliteTable('invitations', {
  id: id('id').primaryKey(),
  teamId: id('team_id')
    .notNull()
    .references(() => teams.id, cascade),
  email: text('email').notNull(),
  role: text('role', { enum: teamRoles }).notNull().default('member'),
  tokenHash: text('token_hash').notNull().unique(),
  invitedBy: id('invited_by').references(() => users.id, setNull),
  createdAt: moment('created_at').notNull().default(now),
  expiresAt: moment('expires_at').notNull(),
  acceptedAt: moment('accepted_at'),
  revokedAt: moment('revoked_at'),
});

export const retentionPolicies = sqliteTable('retention_policies', {
  teamId: id('team_id')
    .primaryKey()
    .references(() => teams.id, cascade),
  logDays: integer('log_days').notNull().default(90),
  payloadDays: integer('payload_days').notNull().default(7),
  updatedAt: moment('updated_at').notNull().default(now),
});

export const serviceAccounts = sqliteTable(
  'service_accounts',
  {
    id: id('id').primaryKey(),
    teamId: id('team_id')
      .notNull()
      .references(() => teams.id, cascade),
    name: text('name').notNull(),
    description: text('description'),
    status: text('status', { enum: serviceAccountStatuses }).notNull().default('active'),
    createdBy: id('created_by').references(() => users.id, setNull),
    createdAt: moment('created_at').notNull().default(now),
    updatedAt: moment('updated_at').notNull().default(now),
  },
  (table) => [unique().on(table.teamId, table.name)],
);

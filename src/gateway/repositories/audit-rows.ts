import { type Column, eq, gte, lt, type SQL } from 'drizzle-orm';
import type { ActorType, AuditEntry, AuditFilter, NewAuditEntry } from '../domain/audit-log.ts';
import { isBehind } from './is-behind.ts';

interface AuditRow extends Omit<AuditEntry, 'actor' | 'target'> {
  readonly actorType: ActorType;
  readonly actorId: string | null;
  readonly targetType: string;
  readonly targetId: string;
}

type AuditColumns = {
  readonly [Name in
    | 'id'
    | 'occurredAt'
    | 'actorType'
    | 'actorId'
    | 'action'
    | 'targetType'
    | 'targetId']: Column;
};

/** Returns the columns of a new entry. */
export function toAuditValues(
  { actor, target, ...given }: NewAuditEntry,
  fallback: { readonly id: string; readonly occurredAt: Date },
): AuditRow {
  return {
    id: given.id ?? fallback.id,
    occurredAt: given.occurredAt ?? fallback.occurredAt,
    actorType: actor.type,
    actorId: actor.id,
    action: given.action,
    targetType: target.type,
    targetId: target.id,
    ipAddress: given.ipAddress ?? null,
    details: given.details ?? {},
  };
}

/** Returns the entry of a row. */
export function toAuditEntry({ actorType, actorId, targetType, targetId, ...row }: AuditRow): AuditEntry {
  return {
    ...row,
    actor: { type: actorType, id: actorId },
    target: { type: targetType, id: targetId },
  };
}

/** Returns the conditions of a filter and of the page that begins behind a cursor. Throws InvalidValue for no cursor. */
export function auditConditions(
  table: AuditColumns,
  { actor, target, action, from, before }: AuditFilter,
  after: string | undefined,
): readonly (SQL | undefined)[] {
  const is = (column: Column, value: string | undefined): SQL | undefined =>
    value === undefined ? undefined : eq(column, value);
  return [
    is(table.actorType, actor?.type),
    is(table.actorId, actor?.id),
    is(table.targetType, target?.type),
    is(table.targetId, target?.id),
    is(table.action, action),
    from && gte(table.occurredAt, from),
    before && lt(table.occurredAt, before),
    after === undefined ? undefined : isBehind(table.occurredAt, table.id, after),
  ];
}

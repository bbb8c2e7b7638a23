import { and, desc } from 'drizzle-orm';
import type { AuditLogRepository } from '../../domain/audit-log.ts';
import { pageOf } from '../../domain/page.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { auditLog as table } from '../../tables/postgres/index.ts';
import { auditConditions, toAuditEntry, toAuditValues } from '../audit-rows.ts';
import { found } from '../found.ts';
import type { PostgresDatabase } from './database.ts';

export function auditLog(db: PostgresDatabase, { now, newId }: RepositoryContext): AuditLogRepository {
  return {
    async append(entry) {
      const values = toAuditValues(entry, { id: newId(), occurredAt: now() });
      return toAuditEntry(found(await db.insert(table).values(values).returning()));
    },
    async search(filter, { after, limit }) {
      const rows = await db
        .select()
        .from(table)
        .where(and(...auditConditions(table, filter, after)))
        .orderBy(desc(table.occurredAt), desc(table.id))
        .limit(limit + 1);
      return pageOf(rows.map(toAuditEntry), limit, ({ occurredAt, id }) => ({ at: occurredAt, id }));
    },
  };
}

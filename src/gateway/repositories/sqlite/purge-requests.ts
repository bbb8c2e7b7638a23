import { and, asc, eq, inArray, lt, min, type SQL, sql } from 'drizzle-orm';
import type { PurgedBatch } from '../../domain/request-log.ts';
import { daysBefore, readRetention, retentionSettings } from '../../domain/retention.ts';
import { requestLog, requestPayloads, retentionPolicies, settings } from '../../tables/sqlite/index.ts';
import { found } from '../found.ts';
import type { SqliteDatabase } from './database.ts';

/** Removes one batch of what is too old at the moment, within the transaction of the caller. */
export async function purgeRequests(db: SqliteDatabase, at: Date, limit: number): Promise<PurgedBatch> {
  const own = readRetention(
    await db
      .select()
      .from(settings)
      .where(inArray(settings.name, [...retentionSettings])),
  );
  const least = found(
    await db
      .select({ logDays: min(retentionPolicies.logDays), payloadDays: min(retentionPolicies.payloadDays) })
      .from(retentionPolicies),
  );
  /** Nothing younger goes, whoever owns it: the index is read up to here. */
  const newest = (days: 'logDays' | 'payloadDays'): Date =>
    daysBefore(at, Math.min(own[days], Number(least[days] ?? own[days])));
  const oldest = (days: SQL): SQL => sql`${sql.param(at, requestLog.startedAt)} - ${days} * 86400000`;
  const daysOf = (days: 'logDays' | 'payloadDays'): SQL =>
    sql`COALESCE(${retentionPolicies[days]}, ${sql.param(own[days], retentionPolicies[days])})`;

  const payloads = await db
    .select({ id: requestPayloads.requestId })
    .from(requestPayloads)
    .innerJoin(requestLog, eq(requestLog.id, requestPayloads.requestId))
    .leftJoin(retentionPolicies, eq(retentionPolicies.teamId, requestLog.teamId))
    .where(
      and(
        lt(requestPayloads.createdAt, newest('payloadDays')),
        lt(requestPayloads.createdAt, oldest(daysOf('payloadDays'))),
      ),
    )
    .orderBy(asc(requestPayloads.createdAt), asc(requestPayloads.requestId))
    .limit(limit);
  const payloadIds = payloads.map(({ id }) => id);
  await db.delete(requestPayloads).where(inArray(requestPayloads.requestId, payloadIds));
  if (payloads.length === limit) return { payloads: limit, requests: 0, isDone: false };

  const requests = await db
    .select({ id: requestLog.id })
    .from(requestLog)
    .leftJoin(retentionPolicies, eq(retentionPolicies.teamId, requestLog.teamId))
    .where(
      and(lt(requestLog.startedAt, newest('logDays')), lt(requestLog.startedAt, oldest(daysOf('logDays')))),
    )
    .orderBy(asc(requestLog.startedAt), asc(requestLog.id))
    .limit(limit - payloads.length);
  await db.delete(requestLog).where(
    inArray(
      requestLog.id,
      requests.map(({ id }) => id),
    ),
  );
  const removed = payloads.length + requests.length;
  return { payloads: payloads.length, requests: requests.length, isDone: removed < limit };
}

import { eq, getTableColumns, sql } from 'drizzle-orm';
import { pageOf } from '../../domain/page.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { RequestLogRepository } from '../../domain/request-log.ts';
import { Conflict, MissingReference } from '../../domain/store-error.ts';
import {
  requestAttempts,
  requestLog as table,
  requestPayloads,
  requestTags,
} from '../../tables/postgres/index.ts';
import { found } from '../found.ts';
import { ownerValues } from '../owner-columns.ts';
import { toLoggedRequest, toRequestRecord } from '../request-rows.ts';
import type { PostgresDatabase } from './database.ts';
import { purgeRequests } from './purge-requests.ts';
import { searchRequests } from './search-requests.ts';

const attemptsOfRequest = sql<string>`(
  SELECT COALESCE(json_agg(json_build_object(
    'attempt', ${requestAttempts.attempt},
    'routeId', ${requestAttempts.routeId},
    'outcome', ${requestAttempts.outcome},
    'httpStatus', ${requestAttempts.httpStatus},
    'errorMessage', ${requestAttempts.errorMessage},
    'startedAt', (extract(epoch FROM ${requestAttempts.startedAt}) * 1000)::bigint,
    'durationMs', ${requestAttempts.durationMs}
  )), '[]')::text FROM ${requestAttempts} WHERE ${eq(requestAttempts.requestId, table.id)}
)`;

const tagsOfRequest = sql<string>`(
  SELECT COALESCE(json_agg(json_build_object('name', ${requestTags.name}, 'value', ${requestTags.value})), '[]')::text
  FROM ${requestTags} WHERE ${eq(requestTags.requestId, table.id)}
)`;

const { requestId: _, ...payloadColumns } = getTableColumns(requestPayloads);
const { requestId: __, ...attemptColumns } = getTableColumns(requestAttempts);

export function requestLog(db: PostgresDatabase, { now, newId }: RepositoryContext): RequestLogRepository {
  /** Refuses all but a request that runs, which stays so until the transaction ends. */
  const refuseEnded = async (id: string, refuseMissing: () => never): Promise<void> => {
    const own = db.select({ status: table.status }).from(table).where(eq(table.id, id));
    const [row] = await own.for('update');
    if (row === undefined) return refuseMissing();
    if (row.status !== 'running') throw new Conflict(`The request ${id} has ended`);
  };

  return {
    async start({ id = newId(), startedAt = now(), billed, ...given }) {
      const values = {
        ...given,
        ...(billed ? ownerValues(billed) : {}),
        id,
        startedAt,
        status: 'running' as const,
      };
      return toLoggedRequest(found(await db.insert(table).values(values).returning()));
    },
    async addAttempt(requestId, given) {
      await refuseEnded(requestId, () => {
        throw new MissingReference(`There is no request ${requestId}`);
      });
      const attempt = sql`(SELECT COALESCE(MAX(${requestAttempts.attempt}), 0) + 1
        FROM ${requestAttempts} WHERE ${eq(requestAttempts.requestId, requestId)})`;
      const rows = await db
        .insert(requestAttempts)
        .values({ ...given, requestId, attempt })
        .returning(attemptColumns);
      return found(rows);
    },
    async finish(id, { finishedAt, ...end }) {
      await refuseEnded(id, () => found([], 'request', id));
      const values = { ...end, finishedAt: finishedAt ?? notBefore(now()) };
      return toLoggedRequest(found(await db.update(table).set(values).where(eq(table.id, id)).returning()));
    },
    async attachPayload(requestId, given) {
      const rows = await db
        .insert(requestPayloads)
        .values({ ...given, requestId, createdAt: now() })
        // Something has to be set, or nothing is returned where there is nothing to change.
        .onConflictDoUpdate({ target: requestPayloads.requestId, set: { ...given, requestId } })
        .returning(payloadColumns);
      return found(rows);
    },
    async setTag(requestId, tag) {
      await db
        .insert(requestTags)
        .values({ ...tag, requestId })
        .onConflictDoUpdate({
          target: [requestTags.requestId, requestTags.name],
          set: { value: tag.value },
        });
    },
    async find(id) {
      const rows = await db
        .select({
          request: table,
          payload: payloadColumns,
          attempts: attemptsOfRequest,
          tags: tagsOfRequest,
        })
        .from(table)
        .leftJoin(requestPayloads, eq(requestPayloads.requestId, table.id))
        .where(eq(table.id, id));
      return rows.map(toRequestRecord)[0] ?? null;
    },
    async search(filter, page) {
      const rows = await searchRequests(db, filter, page);
      return pageOf(rows.map(toLoggedRequest), page.limit, ({ startedAt, id }) => ({ at: startedAt, id }));
    },
    purge: (limit) => purgeRequests(db, now(), limit),
  };
}

/** The moment, or when the request began where that is later: the clock may have been set back. */
const notBefore = (moment: Date) =>
  sql`GREATEST(${table.startedAt}, ${sql.param(moment, table.startedAt)}::timestamptz)`;

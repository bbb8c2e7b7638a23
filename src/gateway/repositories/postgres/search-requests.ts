import { and, desc } from 'drizzle-orm';
import type { PageRequest } from '../../domain/page.ts';
import type { RequestFilter } from '../../domain/request-log.ts';
import * as tables from '../../tables/postgres/index.ts';
import { requestConditions } from '../request-conditions.ts';
import { containsText } from './contains-text.ts';
import type { PostgresDatabase } from './database.ts';

const { requestLog } = tables;

/** Returns the query of one page, of one row more than it holds. Not run before it is awaited. */
export const searchRequests = (db: PostgresDatabase, filter: RequestFilter, { after, limit }: PageRequest) =>
  db
    .select()
    .from(requestLog)
    .where(and(...requestConditions({ ...tables, containsText }, filter, after)))
    .orderBy(desc(requestLog.startedAt), desc(requestLog.id))
    .limit(limit + 1);

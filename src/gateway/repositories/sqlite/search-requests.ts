import { and, desc } from 'drizzle-orm';
import type { PageRequest } from '../../domain/page.ts';
import type { RequestFilter } from '../../domain/request-log.ts';
import * as tables from '../../tables/sqlite/index.ts';
import { requestConditions } from '../request-conditions.ts';
import { containsText } from './contains-text.ts';
import type { SqliteDatabase } from './database.ts';

const { requestLog } = tables;

/** Returns the query of one page, of one row more than it holds. Not run before it is awaited. */
export const searchRequests = (db: SqliteDatabase, filter: RequestFilter, { after, limit }: PageRequest) =>
  db
    .select()
    .from(requestLog)
    .where(and(...requestConditions({ ...tables, containsText }, filter, after)))
    .orderBy(desc(requestLog.startedAt), desc(requestLog.id))
    .limit(limit + 1);

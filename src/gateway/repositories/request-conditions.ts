import { type Column, eq, gte, lt, or, type SQL, sql } from 'drizzle-orm';
import type { RequestFilter } from '../domain/request-log.ts';
import { isBehind } from './is-behind.ts';
import { ownerColumn } from './owner-columns.ts';

type Columns<Name extends string> = { readonly [Each in Name]: Column };

/** The tables of an engine in which requests are sought, and how that engine looks for a text in another one. */
export interface RequestTables {
  readonly requestLog: Columns<
    'id' | 'apiKeyId' | 'userId' | 'teamId' | 'modelId' | 'routeId' | 'status' | 'errorCode' | 'startedAt'
  >;
  readonly requestAttempts: Columns<'requestId' | 'errorMessage'>;
  readonly requestTags: Columns<'requestId' | 'name' | 'value'>;
  readonly containsText: (column: Column, part: string) => SQL;
}

type Conditions = {
  readonly [Name in keyof RequestFilter]-?: (value: NonNullable<RequestFilter[Name]>) => SQL | undefined;
};

/** Returns the conditions of a filter and of the page that begins behind a cursor. Throws InvalidValue for no cursor. */
export function requestConditions(
  { requestLog, requestAttempts, requestTags, containsText }: RequestTables,
  filter: RequestFilter,
  after: string | undefined,
): readonly (SQL | undefined)[] {
  const conditions: Conditions = {
    billed: ({ kind, id }) => eq(requestLog[ownerColumn(kind)], id),
    apiKeyId: (id) => eq(requestLog.apiKeyId, id),
    modelId: (id) => eq(requestLog.modelId, id),
    routeId: (id) => eq(requestLog.routeId, id),
    status: (status) => eq(requestLog.status, status),
    from: (moment) => gte(requestLog.startedAt, moment),
    before: (moment) => lt(requestLog.startedAt, moment),
    tag: ({ name, value }) => {
      const named = eq(requestTags.name, name);
      const tagged = value === undefined ? named : sql`${named} AND ${eq(requestTags.value, value)}`;
      return sql`${requestLog.id} IN (SELECT ${requestTags.requestId} FROM ${requestTags.requestId.table} WHERE ${tagged})`;
    },
    errorText: (part) =>
      or(
        containsText(requestLog.errorCode, part),
        // Not EXISTS: PostgreSQL would make a hash table of the attempts of all requests.
        sql`(SELECT count(*) FROM ${requestAttempts.requestId.table}
          WHERE ${requestAttempts.requestId} = ${requestLog.id}
            AND ${containsText(requestAttempts.errorMessage, part)}) > 0`,
      ),
  };
  const given = Object.entries(filter).flatMap(([name, value]) => {
    const condition = conditions[name as keyof RequestFilter] as (value: unknown) => SQL | undefined;
    return value === undefined ? [] : [condition(value)];
  });
  return [...given, after === undefined ? undefined : isBehind(requestLog.startedAt, requestLog.id, after)];
}

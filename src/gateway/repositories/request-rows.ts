import type { LoggedRequest, RequestAttempt, RequestRecord, RequestTag } from '../domain/request-log.ts';
import { readOwner } from './owner-columns.ts';

type RequestRow = Omit<LoggedRequest, 'billed'> & {
  readonly userId: string | null;
  readonly teamId: string | null;
};

/** What one query says about a request and its parts. The lists are JSON, their moments milliseconds. */
export interface RecordRow extends Pick<RequestRecord, 'payload'> {
  readonly request: RequestRow;
  readonly attempts: string;
  readonly tags: string;
}

/** Returns the request of a row. */
export function toLoggedRequest({ userId, teamId, ...row }: RequestRow): LoggedRequest {
  const isBilled = userId !== null || teamId !== null;
  return { ...row, billed: isBilled ? readOwner({ userId, teamId }, ['user', 'team']) : null };
}

/** Returns the request of a row with all its parts, in their order. */
export function toRequestRecord({ request, payload, attempts, tags }: RecordRow): RequestRecord {
  return {
    request: toLoggedRequest(request),
    attempts: readAttempts(attempts),
    payload,
    tags: (JSON.parse(tags) as RequestTag[]).sort((a, b) =>
      Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
    ),
  };
}

function readAttempts(json: string): readonly RequestAttempt[] {
  const rows = JSON.parse(json) as (Omit<RequestAttempt, 'startedAt'> & { readonly startedAt: number })[];
  return rows
    .map(({ startedAt, ...row }) => ({ ...row, startedAt: new Date(startedAt) }))
    .sort((a, b) => a.attempt - b.attempt);
}

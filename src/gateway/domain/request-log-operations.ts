import { attemptOutcomes, requestStatuses } from './enums.ts';
import type { Operations } from './operation.ts';
import { billedOwner } from './owner.ts';
import { pageRequest } from './page.ts';
import type { RequestLogRepository } from './request-log.ts';
import { flag, instant, integer, json, oneOf, pageSize, record, text, uuid } from './values.ts';

const [, ...endings] = requestStatuses;

/** Both are in one index: no row of it may be longer than a third of a page of PostgreSQL. */
const longest = { name: 100, value: 500 };
const tagName = text.refine(({ length }) => length <= longest.name, `has more than ${longest.name} letters`);
const tagValue = text.refine(
  ({ length }) => length <= longest.value,
  `has more than ${longest.value} letters`,
);

export const requestLogOperations: Operations<RequestLogRepository> = {
  start: {
    kind: 'write',
    takes: [
      record({
        id: uuid.optional(),
        apiKeyId: uuid.nullish(),
        billed: billedOwner.nullish(),
        modelId: uuid.nullish(),
        routeId: uuid.nullish(),
        requestedModel: text,
        streamed: flag.optional(),
        startedAt: instant.optional(),
      }),
    ],
  },
  addAttempt: {
    kind: 'write',
    atomic: true,
    takes: [
      uuid,
      record({
        routeId: uuid.nullish(),
        outcome: oneOf(attemptOutcomes),
        httpStatus: integer.nullish(),
        errorMessage: text.nullish(),
        startedAt: instant,
        durationMs: integer,
      }),
    ],
  },
  finish: {
    kind: 'write',
    atomic: true,
    takes: [
      uuid,
      record({
        status: oneOf(endings),
        httpStatus: integer.optional(),
        errorCode: text.optional(),
        modelId: uuid.optional(),
        routeId: uuid.optional(),
        inputTokens: integer.optional(),
        outputTokens: integer.optional(),
        finishedAt: instant.optional(),
      }),
    ],
  },
  attachPayload: {
    kind: 'write',
    takes: [
      uuid,
      record({ requestBody: json.optional(), responseBody: json.optional(), truncated: flag.optional() }),
    ],
  },
  setTag: { kind: 'write', takes: [uuid, record({ name: tagName, value: tagValue })] },
  find: { kind: 'read', takes: [uuid] },
  search: {
    kind: 'read',
    takes: [
      record({
        billed: billedOwner.optional(),
        apiKeyId: uuid.optional(),
        modelId: uuid.optional(),
        routeId: uuid.optional(),
        status: oneOf(requestStatuses).optional(),
        from: instant.optional(),
        before: instant.optional(),
        tag: record({ name: text, value: text.optional() }).optional(),
        errorText: text.optional(),
      }),
      record(pageRequest),
    ],
  },
  purge: { kind: 'write', atomic: true, takes: [pageSize] },
};

import type { attemptOutcomes, requestStatuses } from './enums.ts';
import type { JsonValue } from './json.ts';
import type { BilledOwner } from './owner.ts';
import type { Page, PageRequest } from './page.ts';

export type RequestStatus = (typeof requestStatuses)[number];
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** One call of the gateway. Whom and what it mentions is null once that is gone. */
export interface LoggedRequest {
  readonly id: string;
  readonly apiKeyId: string | null;
  /** Who pays. */
  readonly billed: BilledOwner | null;
  readonly modelId: string | null;
  readonly routeId: string | null;
  /** What the caller asked for: the name of a model, an alias, or of nothing. */
  readonly requestedModel: string;
  readonly status: RequestStatus;
  readonly httpStatus: number | null;
  readonly errorCode: string | null;
  readonly streamed: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly startedAt: Date;
  /** Null while it runs. */
  readonly finishedAt: Date | null;
}

export interface NewRequest {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly apiKeyId?: string | null | undefined;
  readonly billed?: BilledOwner | null | undefined;
  readonly modelId?: string | null | undefined;
  readonly routeId?: string | null | undefined;
  readonly requestedModel: string;
  /** Defaults to false. */
  readonly streamed?: boolean | undefined;
  /** Defaults to now. */
  readonly startedAt?: Date | undefined;
}

/** How a request ended. What is left out stays as it was. */
export interface RequestEnd {
  readonly status: Exclude<RequestStatus, 'running'>;
  readonly httpStatus?: number | undefined;
  readonly errorCode?: string | undefined;
  readonly modelId?: string | undefined;
  readonly routeId?: string | undefined;
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  /** Defaults to now, or to when it began where the clock has been set back. */
  readonly finishedAt?: Date | undefined;
}

/** One call of a provider on behalf of a request. */
export interface RequestAttempt {
  /** Counts from 1 within the request. */
  readonly attempt: number;
  readonly routeId: string | null;
  readonly outcome: AttemptOutcome;
  readonly httpStatus: number | null;
  readonly errorMessage: string | null;
  readonly startedAt: Date;
  readonly durationMs: number;
}

export interface NewAttempt {
  readonly routeId?: string | null | undefined;
  readonly outcome: AttemptOutcome;
  readonly httpStatus?: number | null | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly startedAt: Date;
  readonly durationMs: number;
}

/** What was sent and answered. A body that is null is not kept. */
export interface RequestPayload {
  readonly requestBody: JsonValue;
  readonly responseBody: JsonValue;
  /** Whether a body is not all of what was said. */
  readonly truncated: boolean;
  /** When the first body was attached. */
  readonly createdAt: Date;
}

export type PayloadChange = {
  readonly [Part in 'requestBody' | 'responseBody' | 'truncated']?: RequestPayload[Part] | undefined;
};

export interface RequestTag {
  readonly name: string;
  readonly value: string;
}

/** A request with all its parts. */
export interface RequestRecord {
  readonly request: LoggedRequest;
  /** In the order of their numbers. */
  readonly attempts: readonly RequestAttempt[];
  /** Null where none was attached, or it has been purged. */
  readonly payload: RequestPayload | null;
  /** By name. */
  readonly tags: readonly RequestTag[];
}

/** Which requests: those for which all hold that are given. */
export interface RequestFilter {
  readonly billed?: BilledOwner | undefined;
  readonly apiKeyId?: string | undefined;
  readonly modelId?: string | undefined;
  readonly routeId?: string | undefined;
  readonly status?: RequestStatus | undefined;
  /** Those that began at this moment or later. */
  readonly from?: Date | undefined;
  /** Those that began earlier. */
  readonly before?: Date | undefined;
  /** With this tag; without a value, whatever its value is. */
  readonly tag?: { readonly name: string; readonly value?: string | undefined } | undefined;
  /** Whose error code, or the error message of one of whose attempts, holds the text, A to Z in either case. */
  readonly errorText?: string | undefined;
}

/** What one batch of a purge removed. */
export interface PurgedBatch {
  /** Payloads whose requests stay. */
  readonly payloads: number;
  /** Requests, each with all its parts. */
  readonly requests: number;
  /** Whether there was nothing left to do. */
  readonly isDone: boolean;
}

export interface RequestLogRepository {
  /** Returns the new request, which runs. Throws Conflict for an id that is taken, MissingReference. */
  start(request: NewRequest): Promise<LoggedRequest>;
  /** Returns the attempt with its number. Throws MissingReference, Conflict for a request that has ended. */
  addAttempt(requestId: string, attempt: NewAttempt): Promise<RequestAttempt>;
  /** Returns the request as it ended. Throws NotFound, Conflict for one that has ended before. */
  finish(id: string, end: RequestEnd): Promise<LoggedRequest>;
  /** Returns the payload with the given parts set and the others as they were. Throws MissingReference. */
  attachPayload(requestId: string, payload: PayloadChange): Promise<RequestPayload>;
  /** Gives the request the tag, in place of one with its name. Throws MissingReference. */
  setTag(requestId: string, tag: RequestTag): Promise<void>;
  /** Returns the request with all its parts, as they are at one moment; null where there is none. */
  find(id: string): Promise<RequestRecord | null>;
  /**
   * Returns one page of the requests, the newest first, then by id downwards. Requests that begin while somebody turns the
   * pages come before the first one: no page repeats or leaves out a row that was there.
   */
  search(filter: RequestFilter, page: PageRequest): Promise<Page<LoggedRequest>>;
  /**
   * Removes what is older than its owner's retention (domain/retention.ts), the oldest first: at most so many payloads and
   * requests in all, in one transaction. Returns how many. Called until `isDone`; when it was stopped, by anybody at any time.
   */
  purge(limit: number): Promise<PurgedBatch>;
}

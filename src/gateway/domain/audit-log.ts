import { actorTypes } from './enums.ts';
import type { JsonValue } from './json.ts';
import type { Operations } from './operation.ts';
import { type Page, pageRequest, type PageRequest } from './page.ts';
import { indexedText, instant, json, oneOf, record, text, uuid } from './values.ts';

export type ActorType = (typeof actorTypes)[number];

/** Who did it; the system has no id. The record outlives the actor. */
export interface Actor {
  readonly type: ActorType;
  readonly id: string | null;
}

/** What it was done to, e.g. `api_key` and its id. The record outlives the target. */
export interface AuditTarget {
  readonly type: string;
  readonly id: string;
}

/** Who did what to what. Nothing changes or removes it. */
export interface AuditEntry {
  readonly id: string;
  readonly occurredAt: Date;
  readonly actor: Actor;
  /** What was done, e.g. `api_key.create`. */
  readonly action: string;
  readonly target: AuditTarget;
  readonly ipAddress: string | null;
  readonly details: JsonValue;
}

export interface NewAuditEntry {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  /** Defaults to now. */
  readonly occurredAt?: Date | undefined;
  readonly actor: Actor;
  readonly action: string;
  readonly target: AuditTarget;
  readonly ipAddress?: string | null | undefined;
  /** Defaults to `{}`. Never a secret. */
  readonly details?: JsonValue | undefined;
}

/** Which entries: those for which all hold that are given. */
export interface AuditFilter {
  /** Without an id: of everybody of the type. */
  readonly actor?: { readonly type: ActorType; readonly id?: string | undefined } | undefined;
  /** Without an id: everything of the type. */
  readonly target?: { readonly type: string; readonly id?: string | undefined } | undefined;
  readonly action?: string | undefined;
  /** At this moment or later. */
  readonly from?: Date | undefined;
  /** Earlier. */
  readonly before?: Date | undefined;
}

export interface AuditLogRepository {
  /** Returns the new entry. Throws Conflict for an id that is taken, InvalidValue where an actor's id and type do not agree. */
  append(entry: NewAuditEntry): Promise<AuditEntry>;
  /** Returns one page of the entries, the newest first, then by id downwards; what comes later comes before the first page. */
  search(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
}

export const auditLogOperations: Operations<AuditLogRepository> = {
  append: {
    kind: 'write',
    takes: [
      record({
        id: uuid.optional(),
        occurredAt: instant.optional(),
        actor: record({ type: oneOf(actorTypes), id: indexedText.nullable() }),
        action: text,
        target: record({ type: indexedText, id: indexedText }),
        ipAddress: text.nullish(),
        details: json.optional(),
      }),
    ],
  },
  search: {
    kind: 'read',
    takes: [
      record({
        actor: record({ type: oneOf(actorTypes), id: text.optional() }).optional(),
        target: record({ type: text, id: text.optional() }).optional(),
        action: text.optional(),
        from: instant.optional(),
        before: instant.optional(),
      }),
      record(pageRequest),
    ],
  },
};

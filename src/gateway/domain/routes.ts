import { z } from 'zod';
import { compatibilityProfiles, profileActions, profileModes } from './enums.ts';
import type { JsonValue } from './json.ts';
import type { Operations } from './operation.ts';
import type { Provider } from './providers.ts';
import type { RepositoryContext } from './repository-context.ts';
import type { CircuitState, RouteFailure, RouteHealth } from './route-health.ts';
import { flag, indexedText, instant, integer, json, oneOf, record, text, uuid } from './values.ts';

export type CompatibilityProfile = (typeof compatibilityProfiles)[number];
export type ProfileMode = (typeof profileModes)[number];
export type ProfileAction = (typeof profileActions)[number];

/** A way from a model to a provider. One per model, provider and name there. */
export interface Route {
  readonly id: string;
  readonly modelId: string;
  readonly providerId: string;
  /** What the provider calls the model. */
  readonly upstreamModel: string;
  /** 0 to 1000; lower ones are tried first. */
  readonly priority: number;
  /** 0 to 1000: its share among routes of the same priority. */
  readonly weight: number;
  readonly compatibilityProfile: CompatibilityProfile;
  readonly profileMode: ProfileMode;
  /** 1 to 3,600,000. */
  readonly timeoutMs: number;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewRoute {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly modelId: string;
  readonly providerId: string;
  readonly upstreamModel: string;
  /** Defaults to 100. */
  readonly priority?: number | undefined;
  /** Defaults to 1. */
  readonly weight?: number | undefined;
  /** Defaults to `native`. */
  readonly compatibilityProfile?: CompatibilityProfile | undefined;
  /** Defaults to `strict`. */
  readonly profileMode?: ProfileMode | undefined;
  /** Defaults to 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Defaults to true. */
  readonly enabled?: boolean | undefined;
}

export type RouteChange = Partial<Omit<Route, 'id' | 'modelId' | 'providerId' | 'createdAt' | 'updatedAt'>>;

/** What a route does to one parameter of a request. */
export interface ProfileRule {
  readonly routeId: string;
  /** Unique within its route. */
  readonly parameter: string;
  readonly action: ProfileAction;
  /** The new name or the value; null for `drop`, and for nothing else. */
  readonly argument: JsonValue;
  readonly createdAt: Date;
}

export type NewProfileRule = Omit<ProfileRule, 'createdAt'>;

/** A route that may be tried now. */
export interface OpenRoute extends Route {
  readonly provider: Provider;
  /** Other than `closed`: ask `beginTrial` first. */
  readonly circuit: CircuitState;
}

export interface RouteRepository {
  /** Returns the new route. Throws MissingReference, and Conflict where the model leads there already. */
  create(route: NewRoute): Promise<Route>;
  /** Returns the route, or null. */
  find(id: string): Promise<Route | null>;
  /** Of one model, enabled or not: by priority, the heavier first, then by id. */
  list(modelId: string): Promise<readonly Route[]>;
  /**
   * Those of a model that are enabled, whose provider is enabled and whose circuit lets a request through at the moment
   * (defaults to the present); in the order of `list`.
   */
  routesFor(modelId: string, at?: Date): Promise<readonly OpenRoute[]>;
  /** Returns the route as it is now. Throws NotFound, and Conflict where the model leads there already. */
  update(id: string, change: RouteChange): Promise<Route>;
  /** Removes it with its rules and its health. Throws NotFound. */
  remove(id: string): Promise<void>;

  /** Returns the rule that the parameter has from now on, instead of any that it had. Throws MissingReference. */
  setRule(rule: NewProfileRule): Promise<ProfileRule>;
  /** Of one route, by parameter. */
  listRules(routeId: string): Promise<readonly ProfileRule[]>;
  /** Throws NotFound. */
  removeRule(routeId: string, parameter: string): Promise<void>;

  /** Returns how the route is; null before its first call was recorded, which is as good as closed. */
  findHealth(routeId: string): Promise<RouteHealth | null>;
  /** Returns the health, closed and without failures. Throws MissingReference. */
  recordSuccess(routeId: string): Promise<RouteHealth>;
  /**
   * Returns the health with one failure more: open from the threshold on, and at once where the circuit was not closed.
   * Failures of many at once are all counted. Throws MissingReference.
   */
  recordFailure(routeId: string, failure: RouteFailure): Promise<RouteHealth>;
  /**
   * Returns whether the caller may be the one that tries a route whose circuit is not closed: true for one of all who ask once
   * `retryAt` has come. The next may try at `until`, unless the call has been recorded before.
   */
  beginTrial(routeId: string, until: Date): Promise<boolean>;
}

/** Returns the row of a new route, with the defaults where nothing was said. */
export function completeRoute(
  {
    id,
    priority = 100,
    weight = 1,
    compatibilityProfile = 'native',
    profileMode = 'strict',
    timeoutMs = 60_000,
    enabled = true,
    ...given
  }: NewRoute,
  { now, newId }: RepositoryContext,
): Route {
  const createdAt = now();
  const flags = { priority, weight, compatibilityProfile, profileMode, timeoutMs, enabled };
  return { ...given, ...flags, id: id ?? newId(), createdAt, updatedAt: createdAt };
}

const more = {
  priority: integer.optional(),
  weight: integer.optional(),
  compatibilityProfile: oneOf(compatibilityProfiles).optional(),
  profileMode: oneOf(profileModes).optional(),
  timeoutMs: integer.optional(),
  enabled: flag.optional(),
};

export const routeOperations: Operations<RouteRepository> = {
  create: {
    kind: 'write',
    takes: [
      record({ id: uuid.optional(), modelId: uuid, providerId: uuid, upstreamModel: indexedText, ...more }),
    ],
  },
  find: { kind: 'read', takes: [uuid] },
  list: { kind: 'read', takes: [uuid] },
  routesFor: { kind: 'read', takes: [uuid, instant.optional()] },
  update: { kind: 'write', takes: [uuid, record({ upstreamModel: indexedText.optional(), ...more })] },
  remove: { kind: 'remove', takes: [uuid] },
  setRule: {
    kind: 'write',
    takes: [record({ routeId: uuid, parameter: indexedText, action: oneOf(profileActions), argument: json })],
  },
  listRules: { kind: 'read', takes: [uuid] },
  removeRule: { kind: 'remove', takes: [uuid, text] },
  findHealth: { kind: 'read', takes: [uuid] },
  recordSuccess: { kind: 'write', takes: [uuid] },
  recordFailure: {
    kind: 'write',
    takes: [uuid, record({ error: text, threshold: z.int().min(1), retryAt: instant })],
  },
  beginTrial: { kind: 'write', takes: [uuid, instant] },
};

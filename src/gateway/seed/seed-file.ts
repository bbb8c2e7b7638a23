import { z } from 'zod';
import {
  budgetPeriods,
  compatibilityProfiles,
  modalities,
  modelStatuses,
  profileModes,
  providerKinds,
  providerStatuses,
  teamRoles,
  teamStatuses,
  userRoles,
  userStatuses,
} from '../domain/enums.ts';

/**
 * The declarative file: who and what the store holds from the start. Every entry has a natural key (slug, address, alias,
 * moment) by which it is found again. A field that the file leaves out keeps the value that the store has.
 */

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'expected lower-case letters, digits, ".", "_" or "-"');
const name = z.string().min(1);
const micros = z.int().min(0);
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const provider = z.strictObject({
  slug,
  name,
  kind: z.enum(providerKinds),
  baseUrl: z.url(),
  status: z.enum(providerStatuses).optional(),
  settings: z.record(z.string(), z.json()).optional(),
});

const route = z.strictObject({
  /** The slug of a provider, of this file or of the store. */
  provider: slug,
  upstreamModel: name,
  priority: z.int().min(0).max(1000).optional(),
  weight: z.int().min(0).max(1000).optional(),
  compatibilityProfile: z.enum(compatibilityProfiles).optional(),
  profileMode: z.enum(profileModes).optional(),
  timeoutMs: z.int().min(1).max(3_600_000).optional(),
  enabled: z.boolean().optional(),
});

/** Holds from its moment until the next one's. */
const price = z.strictObject({
  from: moment,
  inputMicrosPerMtok: micros,
  cachedInputMicrosPerMtok: micros,
  outputMicrosPerMtok: micros,
});

const model = z.strictObject({
  slug,
  name,
  modality: z.enum(modalities).optional(),
  contextTokens: z.int().min(1),
  maxOutputTokens: z.int().min(1).optional(),
  capabilities: z.array(z.string()).optional(),
  status: z.enum(modelStatuses).optional(),
  aliases: z.array(slug).default([]),
  routes: z.array(route).default([]),
  prices: z.array(price).default([]),
});

const budget = z
  .strictObject({
    period: z.enum(budgetPeriods),
    softLimitMicros: micros.optional(),
    hardLimitMicros: micros.optional(),
  })
  .refine((limits) => limits.softLimitMicros !== undefined || limits.hardLimitMicros !== undefined, {
    error: 'expected softLimitMicros or hardLimitMicros, or both',
  });

/** What may be used, by the slugs of models, of this file or of the store. */
const grants = z.array(slug).default([]);

const team = z.strictObject({
  slug,
  name,
  status: z.enum(teamStatuses).optional(),
  /** By the address of a user, of this file or of the store. Without a role: as it is, else a member. */
  members: z.array(z.strictObject({ email: z.email(), role: z.enum(teamRoles).optional() })).default([]),
  budgets: z.array(budget).default([]),
  grants,
});

const user = z.strictObject({
  email: z.email(),
  displayName: name,
  role: z.enum(userRoles).optional(),
  status: z.enum(userStatuses).optional(),
  budgets: z.array(budget).default([]),
  grants,
});

type Issue = { readonly path: readonly (string | number)[]; readonly message: string };

export const seedFileSchema = z
  .strictObject({
    providers: z.array(provider).default([]),
    models: z.array(model).default([]),
    users: z.array(user).default([]),
    teams: z.array(team).default([]),
  })
  .superRefine((file, context) => {
    for (const { path, message } of findTwins(file)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

export type SeedFile = z.infer<typeof seedFileSchema>;
export type SeedModel = SeedFile['models'][number];
export type SeedBudget = z.infer<typeof budget>;

/** Two entries of one key would be written one over the other, and change something at every start. */
function findTwins({
  providers,
  models,
  users,
  teams,
}: Pick<SeedFile, 'providers' | 'models' | 'users' | 'teams'>): readonly Issue[] {
  const names = models.flatMap((each) => [each.slug, ...each.aliases]);
  return [
    ...twins(
      ['providers'],
      providers.map((each) => each.slug),
    ),
    ...twins(['models'], names),
    ...twins(
      ['users'],
      users.map((each) => each.email.toLowerCase()),
    ),
    ...twins(
      ['teams'],
      teams.map((each) => each.slug),
    ),
    ...models.flatMap(({ routes, prices }, index) => [
      ...twins(
        ['models', index, 'routes'],
        routes.map((each) => `${each.provider} ${each.upstreamModel}`),
      ),
      ...twins(
        ['models', index, 'prices'],
        prices.map((each) => each.from.toISOString()),
      ),
    ]),
    ...users.flatMap(({ budgets, grants: slugs }, index) => [
      ...twins(
        ['users', index, 'budgets'],
        budgets.map((each) => each.period),
      ),
      ...twins(['users', index, 'grants'], slugs),
    ]),
    ...teams.flatMap(({ budgets, members, grants: slugs }, index) => [
      ...twins(['teams', index, 'grants'], slugs),
      ...twins(
        ['teams', index, 'budgets'],
        budgets.map((each) => each.period),
      ),
      ...twins(
        ['teams', index, 'members'],
        members.map((each) => each.email.toLowerCase()),
      ),
    ]),
  ];
}

function twins(path: Issue['path'], keys: readonly string[]): readonly Issue[] {
  const seen = new Set<string>();
  const twice = keys.filter((key) => seen.size === seen.add(key).size);
  return [...new Set(twice)].map((key) => ({ path, message: `${key} stands there twice` }));
}

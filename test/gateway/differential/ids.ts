/** What ids belong to. */
const kinds = [
  'user',
  'team',
  'serviceAccount',
  'session',
  'invitation',
  'provider',
  'credential',
  'model',
  'route',
  'price',
  'key',
  'grant',
  'budget',
  'request',
  'line',
  'entry',
] as const;
export type IdKind = (typeof kinds)[number];

/** Few of each, so that rows meet; their order is not that of their numbers. */
const beginnings = ['b', '0', 'f', '5', 'a'];

const format = (beginning: string, kind: number, number: number): string =>
  `${beginning}000000${number}-00${kind.toString(16).padStart(2, '0')}-4000-8000-00000000000a`;

/** The ids that programs may name, by the name that they are printed under. */
export const idsOf: Readonly<Record<IdKind, readonly string[]>> = Object.fromEntries(
  kinds.map((kind, at) => [kind, beginnings.map((beginning, index) => format(beginning, at, index + 1))]),
) as unknown as Record<IdKind, readonly string[]>;

/** Returns the id that a store makes by itself as its n-th. */
export const madeId = (count: number): string =>
  `7000000${count % 10}-00ff-4000-8000-${count.toString(16).padStart(12, '0')}`;

/** Those that the first rows without an id of their own get. */
export const madeIds: readonly string[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(madeId);

/** The name of each id, for print. */
export const idNames: ReadonlyMap<string, string> = new Map([
  ...kinds.flatMap((kind) => idsOf[kind].map((id, index) => [id, `${kind}${index + 1}`] as const)),
  ...madeIds.map((id, index) => [id, `made${index + 1}`] as const),
]);

const kindsByKey: readonly (readonly [RegExp, readonly IdKind[]])[] = [
  [/^(userId|createdBy|updatedBy|grantedBy|invitedBy)$/, ['user']],
  [/^apiKeyId$/, ['key']],
  [/^correctsId$/, ['line']],
  [/^(owner|billed|grantee)$/, ['user', 'team', 'serviceAccount', 'key']],
  [/^api_key$/, ['key']],
  [/^service_account$/, ['serviceAccount']],
];

/** Returns what a property or an owner's kind of this name refers to; everything where the name does not tell. */
export function kindsOfKey(key: string): readonly IdKind[] {
  const known = kindsByKey.find(([pattern]) => pattern.test(key))?.[1];
  if (known !== undefined) return known;
  const own = kinds.filter((kind) => key === kind || key === `${kind}Id`);
  return own.length > 0 ? own : kinds;
}

/** What the plain ids among the arguments of methods refer to, in order; of other methods the port's own kind. */
const argumentKinds: Readonly<Record<string, readonly IdKind[]>> = {
  'providers.listCredentials': ['provider'],
  'providers.activateCredential': ['credential'],
  'prices.priceAt': ['model'],
  'prices.list': ['model'],
  'routes.list': ['model'],
  'routes.routesFor': ['model'],
  'memberships.find': ['team', 'user'],
  'memberships.listMembers': ['team'],
  'memberships.listTeams': ['user'],
  'memberships.setRole': ['team', 'user'],
  'memberships.remove': ['team', 'user'],
  'serviceAccounts.list': ['team'],
  'sessions.list': ['user'],
  'sessions.revokeAll': ['user'],
  'invitations.list': ['team'],
  'invitations.accept': ['user', 'user'],
  'settings.set': ['user', 'user', 'user'],
  'grants.revoke': ['model', 'model'],
  'grants.listOfModel': ['model'],
  'grants.modelsOfKey': ['key'],
  'grants.isGranted': ['key', 'model'],
  'usageLedger.findByRequest': ['request'],
};

const portKinds: Readonly<Record<string, IdKind>> = {
  providers: 'provider',
  models: 'model',
  routes: 'route',
  prices: 'price',
  teams: 'team',
  users: 'user',
  serviceAccounts: 'serviceAccount',
  sessions: 'session',
  invitations: 'invitation',
  apiKeys: 'key',
  grants: 'grant',
  budgets: 'budget',
  requestLog: 'request',
  usageLedger: 'line',
  auditLog: 'entry',
};

/** Returns what an id among the arguments of a method, or the `id` of a record that it takes, refers to. */
export function kindsOfArgument(port: string, method: string, index: number): readonly IdKind[] {
  const kind = argumentKinds[`${port}.${method}`]?.[index] ?? portKinds[port];
  return kind === undefined ? kinds : [kind];
}

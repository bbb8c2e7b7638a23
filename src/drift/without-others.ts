import type { LoadedModule } from '../core/migration.ts';
import type { Schema } from '../core/schema.ts';
import type { NotCompared } from '../parity/difference.ts';
import { lowerAscii } from '../sql/names.ts';

/**
 * Returns a live schema without the objects that are not the module's: tables that neither the replay has nor any of its
 * scripts creates, views and other objects that the replay does not have. What no module makes is told apart.
 */
export function withoutOthers(
  live: Schema,
  expected: Schema,
  module: LoadedModule,
  modules: readonly LoadedModule[],
): { readonly schema: Schema; readonly left: readonly NotCompared[] } {
  const own = new Set([...createdBy([module], live), ...namesOf(expected.tables)]);
  const others = createdBy(
    modules.filter((other) => other !== module),
    live,
  );
  const tables = split(live.tables, own);
  const views = split(live.views, namesOf(expected.views));
  const enums = split(live.enums, namesOf(expected.enums));
  const known = new Set(expected.others.map(nameOther));
  const isOwnOther = (other: Schema['others'][number]): boolean =>
    known.has(nameOther(other)) || own.has(lowerAscii(other.name.split('.')[0] ?? ''));
  const left = (kind: string, name: string): NotCompared => ({
    side: live.engine,
    kind,
    name,
    reason: 'no script of a module makes it',
  });
  return {
    schema: {
      ...live,
      tables: tables.own,
      views: views.own,
      enums: enums.own,
      others: live.others.filter(isOwnOther),
    },
    left: [
      ...tables.left.flatMap(({ name }) => (others.has(lowerAscii(name)) ? [] : [left('table', name)])),
      ...views.left.map(({ name }) => left('view', name)),
      ...enums.left.map(({ name }) => left('enum', name)),
      ...live.others.flatMap((other) => (isOwnOther(other) ? [] : [left(other.kind, other.name)])),
    ],
  };
}

function split<T extends { readonly name: string }>(
  objects: readonly T[],
  names: ReadonlySet<string>,
): { readonly own: readonly T[]; readonly left: readonly T[] } {
  const isOwn = ({ name }: T): boolean => names.has(lowerAscii(name));
  return { own: objects.filter(isOwn), left: objects.filter((each) => !isOwn(each)) };
}

function createdBy(modules: readonly LoadedModule[], { engine }: Schema): ReadonlySet<string> {
  const created = modules.flatMap(({ chain }) =>
    chain.flatMap(({ scripts }) => scripts[engine]?.createdTables ?? []),
  );
  return new Set(created.map((table) => lowerAscii(table.slice(table.lastIndexOf('.') + 1))));
}

function namesOf(objects: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(objects.map(({ name }) => lowerAscii(name)));
}

function nameOther({ kind, name }: Schema['others'][number]): string {
  return lowerAscii(`${kind} ${name}`);
}

import { categories, type Migration, type NamingProfile } from '../core/migration.ts';

/**
 * Returns the migrations in the order in which a fresh database runs them (docs/files.md). A seed or data step of the
 * versioned profile whose version does not exist comes last.
 */
export function orderChain(profile: NamingProfile, migrations: readonly Migration[]): readonly Migration[] {
  return profile === 'versioned' ? orderByVersion(migrations) : orderByCategory(migrations);
}

/** V by number; behind each V its seeds, then its data steps, by number. */
function orderByVersion(migrations: readonly Migration[]): readonly Migration[] {
  const byNumber = migrations.toSorted((a, b) => a.number - b.number);
  const versions = byNumber.filter((migration) => migration.series === 'V');
  if (versions.length === byNumber.length) return versions;
  const behind = Map.groupBy(
    [...byNumber.filter(({ series }) => series === 'S'), ...byNumber.filter(({ series }) => series === 'DM')],
    (migration) => migration.after,
  );
  const chain: Migration[] = [];
  for (const version of versions) {
    chain.push(version, ...(behind.get(version.id) ?? []));
    behind.delete(version.id);
  }
  return [...chain, ...[...behind.values()].flat()];
}

/** Startup, release, seed, data, each by number. */
function orderByCategory(migrations: readonly Migration[]): readonly Migration[] {
  return migrations.toSorted(
    (a, b) => categories.indexOf(a.category) - categories.indexOf(b.category) || a.number - b.number,
  );
}

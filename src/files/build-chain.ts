import type { Diagnostic } from '../core/diagnostic.ts';
import type { Migration, NamingProfile } from '../core/migration.ts';
import { noHeaders } from '../sql/header-keys.ts';
import { orderChain } from './order-chain.ts';
import type { ScriptPair } from './pair-scripts.ts';
import type { ParsedScript, ScriptContent } from './parse-script.ts';
import type { UnreadScripts } from './unread-scripts.ts';

export interface BuiltChain {
  readonly chain: readonly Migration[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Returns the migrations of complete pairs in chain order, and BAD_DIRECTIVE for every `after=` and `requires=` that
 * leads nowhere or upwards. `scripts` are those of each engine, paired or not; what is `unread` stands for the other
 * side of each pair.
 */
export function buildChain(
  profile: NamingProfile,
  pairs: readonly ScriptPair[],
  scripts: readonly (readonly ParsedScript[])[],
  unread: UnreadScripts | null = null,
): BuiltChain {
  const migrations: Migration[] = [];
  // forEach: docs/decisions/the-build.md tells why.
  pairs.forEach((pair, place) => {
    const migration = toMigration(pair, unread, place);
    if (migration !== null) migrations.push(migration);
  });
  const chain = orderChain(profile, migrations);
  const referring: ReadScript[] = [];
  // In the numbered profile the headers themselves are refused already.
  (profile === 'versioned' ? pairs : []).forEach(({ postgres, sqlite }) => {
    if (refers(postgres)) referring.push(postgres);
    if (refers(sqlite)) referring.push(sqlite);
  });
  if (referring.length === 0) return { chain, findings: [] };
  const ids = new Set(scripts.flat().map(({ fileName }) => fileName.id));
  const places = new Map(chain.map(({ id }, index) => [id, index]));
  return { chain, findings: referring.flatMap((script) => judgeReferences(script, ids, places)) };
}

/** Null where a side is no text. What both sides say is the same, so either may say it. */
function toMigration(
  { postgres, sqlite }: ScriptPair,
  unread: UnreadScripts | null,
  place: number,
): Migration | null {
  const side = postgres ?? sqlite;
  if (!side?.content || postgres?.script === null || sqlite?.script === null) return null;
  const { name, id, series, number } = side.fileName;
  const { after, requires, replaces } = side.content.headers;
  const scripts = { postgres: postgres?.script ?? null, sqlite: sqlite?.script ?? null };
  if (unread !== null) scripts[unread.engine] = unread.at(place);
  return {
    name,
    id,
    series,
    number,
    category: side.content.category,
    after,
    // Whichever side says it, in whichever order.
    requires: requires.length > 1 ? requires.toSorted() : requires,
    replaces,
    scripts,
  };
}

type ReadScript = ParsedScript & { readonly content: ScriptContent };

/** Nearly no script does. */
function refers(script: ParsedScript | null): script is ReadScript {
  const headers = script?.content?.headers ?? noHeaders;
  return headers.after !== null || headers.requires.length > 0;
}

function judgeReferences(
  { fileName, path, content }: ReadScript,
  knownIds: ReadonlySet<string>,
  places: ReadonlyMap<string, number>,
): readonly Diagnostic[] {
  const { after, requires } = content.headers;
  const isHigher = (id: string): boolean => (places.get(id) ?? -1) > (places.get(fileName.id) ?? Infinity);
  const findings: Diagnostic[] = [];
  if (after !== null && !knownIds.has(after)) findings.push(unknownReference('after', after, path, content));
  for (const id of requires) {
    if (!knownIds.has(id)) findings.push(unknownReference('requires', id, path, content));
    else if (isHigher(id)) {
      findings.push({
        ...badReference('requires', path, content),
        message: `requires=${id} can never be met: ${id} stands above ${fileName.id}`,
        hint: `Name a lower version in the after= line of ${id}, or take the requires= line out.`,
      });
    }
  }
  return findings;
}

function unknownReference(key: string, id: string, path: string, content: ScriptContent): Diagnostic {
  return {
    ...badReference(key, path, content),
    message: `${key}=${id} names a step that does not exist`,
    hint: `Mend the ${key}= line on both sides, or add ${id}.`,
  };
}

function badReference(
  key: string,
  file: string,
  { headerLines }: ScriptContent,
): Omit<Diagnostic, 'message' | 'hint'> {
  const line = headerLines.get(key) ?? null;
  return { code: 'BAD_DIRECTIVE', rule: `${key}-reference`, severity: 'error', file, line, column: null };
}

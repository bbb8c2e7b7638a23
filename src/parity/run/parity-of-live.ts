import { type Engine, engines } from '../../core/engine.ts';
import { LockstepError } from '../../core/errors.ts';
import type { LoadedModule } from '../../core/migration.ts';
import type { Schema } from '../../core/schema.ts';
import type { Database } from '../../drivers/open.ts';
import type { Session } from '../../drivers/port.ts';
import { introspectSession } from '../../introspect/introspect.ts';
import { lowerAscii } from '../../sql/names.ts';
import { emptyParityFile } from '../difference.ts';
import type { ModuleParity, ParityReport } from '../report.ts';
import { prepareComparison } from './compare-at.ts';
import { withoutModuleSchemas } from './own-objects.ts';
import type { ParityModule } from './parity-of-modules.ts';
import { staleLogical } from './stale-logical.ts';
import { toReport } from './verdict.ts';

export interface LiveParityOptions {
  readonly databases: { readonly [E in Engine]: Database };
  /**
   * All modules of the configuration: they say which schema and tables are whose. Defaults to none: then everything in
   * `public` is compared with everything in the file.
   */
  readonly modules?: readonly ParityModule[];
  /** Names of the modules to compare. Defaults to all. */
  readonly only?: readonly string[];
  /** Defaults to false: a warning does not make the verdict. */
  readonly strict?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Returns the parity of two databases as they stand, whoever made them; nothing is written. Throws DATABASE_UNREACHABLE
 * where one does not exist, CONFIG_INVALID where a schema does not or there is no table to compare, PERMISSION_DENIED.
 */
export async function parityOfLive(options: LiveParityOptions): Promise<ParityReport> {
  const { databases, modules = [], only, strict = false, signal } = options;
  const sessions = new Map<Engine, Session>();
  for (const engine of engines) sessions.set(engine, await openExisting(databases[engine], signal));
  const chosen = modules.filter(({ module }) => only === undefined || only.includes(module.name));
  const targets: readonly (ParityModule | null)[] = modules.length === 0 ? [null] : chosen;
  const reports: ModuleParity[] = [];
  for (const target of targets) reports.push(await compareLive(target, modules, sessions, options));
  return toReport(reports, strict);
}

async function openExisting(database: Database, signal: AbortSignal | undefined): Promise<Session> {
  const session = await database.session({ create: false, signal });
  if (session !== null) return session;
  const { name, redacted } = database.address;
  throw new LockstepError('DATABASE_UNREACHABLE', `${redacted} does not exist`, {
    hint: 'Check the address; parity compares what is there and creates nothing.',
    details: { database: name },
  });
}

async function compareLive(
  target: ParityModule | null,
  modules: readonly ParityModule[],
  sessions: ReadonlyMap<Engine, Session>,
  { databases, signal }: LiveParityOptions,
): Promise<ModuleParity> {
  const schemas = new Map<Engine, Schema>();
  const absent = engines.find((engine) => target !== null && target.module.history[engine] === null);
  for (const engine of engines) {
    const session = sessions.get(engine);
    if (session === undefined || engine === absent) continue;
    // Where nobody says what they are called, a comparison knows histories by their look.
    const histories = modules.flatMap(({ module }) => module.history[engine]?.table ?? []);
    const schema = target?.module.history[engine]?.schema ?? null;
    const read = await introspectSession(session, {
      histories,
      ...(schema === null ? {} : { schemas: [schema] }),
      ...(signal === undefined ? {} : { signal }),
    });
    schemas.set(engine, target === null ? read : ownPart(read, target.module, modules));
  }
  const [postgres, sqlite] = [schemas.get('postgres'), schemas.get('sqlite')];
  const module = target?.module.name ?? null;
  const shown = {
    postgres: `PostgreSQL ${postgres?.version ?? ''}`.trim(),
    sqlite: `SQLite ${sqlite?.version ?? ''}`.trim(),
  };
  const none = { module, engines: shown, head: null, versions: [], firstDiverged: null, paths: [] };
  if (postgres === undefined || sqlite === undefined) {
    const reason = `the configuration has no migrations of it for ${absent}`;
    const left = { side: absent ?? 'both', kind: 'module', name: module ?? '', reason } as const;
    return { ...none, tables: [], differences: [], accepted: [], staleExceptions: [], notCompared: [left] };
  }
  refuseEmpty(postgres, databases.postgres, target);
  refuseEmpty(sqlite, databases.sqlite, target);
  const file = target?.file ?? emptyParityFile;
  const pairs = [{ postgres, sqlite }];
  const compared = (await prepareComparison(pairs, file))(0);
  const staleExceptions = [...compared.staleExceptions, ...staleLogical(pairs, file)];
  return { ...none, ...compared, staleExceptions };
}

/** Where modules share a place, what another one's scripts create is that one's. */
function ownPart(schema: Schema, module: LoadedModule, modules: readonly ParityModule[]): Schema {
  const own = module.history[schema.engine];
  const others = modules.filter((each) => {
    const history = each.module.history[schema.engine];
    return each.module !== module && history !== null && history.schema === (own?.schema ?? null);
  });
  const created = new Set(
    others.flatMap(({ module: { chain } }) =>
      chain.flatMap(({ scripts }) => scripts[schema.engine]?.createdTables ?? []),
    ),
  );
  const named = withoutModuleSchemas(
    schema,
    modules.map((each) => each.module),
  );
  return { ...named, tables: named.tables.filter(({ name }) => !created.has(lowerAscii(name))) };
}

/** Two databases that have nothing in common but being empty are most likely the wrong ones. */
function refuseEmpty(schema: Schema, { address }: Database, target: ParityModule | null): void {
  if (schema.tables.length > 0) return;
  const place = target?.module.history[schema.engine]?.schema ?? null;
  const where = place === null ? '' : ` in the schema ${place}`;
  throw new LockstepError('CONFIG_INVALID', `${address.redacted} has no tables${where}`, {
    hint: 'Check the address, and the schema of the module; without migrations applied there is nothing to compare.',
    details: { database: address.name, schema: place },
  });
}

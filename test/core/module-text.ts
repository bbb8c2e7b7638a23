import type { Engine } from '../../src/core/engine.ts';
import { emptySnapshot, type HistoryRow, type StoreSnapshot } from '../../src/core/history.ts';
import type {
  BaselinePolicy,
  Category,
  LoadedModule,
  Migration,
  NamingProfile,
  Script,
  Series,
} from '../../src/core/migration.ts';
import type { InstallChange, PlanDatabase } from '../../src/core/plan.ts';

export interface ChainOptions {
  /** Defaults to `reset`. */
  readonly policy?: BaselinePolicy;
  /** Defaults to the lowest version. */
  readonly baseline?: number;
}

/**
 * A module in one line: `V17 V24:release?DM001 S001@V18 DM001@V19 V20~ V40=V17..V40`, in any order. `@` is after=, `?`
 * requires= (several with commas), `~` transaction=none on PostgreSQL, `=` replaces=. Numbers alone make a module of the
 * numbered profile: `001 100 S001 DM001`.
 */
export function chain(text: string, { policy = 'reset', baseline }: ChainOptions = {}): LoadedModule {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const profile: NamingProfile = words.some((word) => word.startsWith('V')) ? 'versioned' : 'numbered';
  const steps = words.map((word) => step(profile, word));
  const lowest = Math.min(...steps.filter(({ series }) => series === 'V').map(({ number }) => number));
  return {
    name: 'gateway',
    profile,
    baseline: { version: baseline ?? (Number.isFinite(lowest) ? lowest : 1), policy },
    chain: steps.toSorted((one, other) => compare(place(profile, one), place(profile, other))),
    history: {
      postgres: { schema: 'public', table: 'schema_migrations' },
      sqlite: { schema: null, table: 'schema_migrations' },
    },
    folders: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' },
  };
}

const grammar = /^(V|S|DM|)(\d+)(?::(release))?(~)?(?:@(V\d+))?(?:\?([A-Z0-9,]+))?(?:=V(\d+)\.\.V(\d+))?$/;

function step(profile: NamingProfile, word: string): Migration {
  const match = grammar.exec(word);
  if (match === null) throw new Error(`no step: ${word}`);
  const [, letters, digits, release, alone, after, requires, from, to] = match;
  const series = (letters === '' ? 'V' : letters) as Series;
  const id = `${letters}${digits}`;
  const name = nameOf(profile, id);
  const number = Number(digits);
  return {
    name,
    id,
    series,
    number,
    category: category(profile, series, number, release !== undefined),
    after: after ?? null,
    requires: requires?.split(',') ?? [],
    replaces: from === undefined ? null : { from: Number(from), to: Number(to) },
    scripts: {
      postgres: script('postgres', name, alone !== undefined),
      sqlite: script('sqlite', name, false),
    },
  };
}

function category(profile: NamingProfile, series: Series, number: number, release: boolean): Category {
  if (series === 'S') return 'seed';
  if (series === 'DM') return 'data';
  return release || (profile === 'numbered' && number >= 100) ? 'release' : 'startup';
}

function script(engine: Engine, name: string, alone: boolean): Script {
  const table = `t_${name.toLowerCase()}`;
  return {
    engine,
    file: `migrations/${engine}/${name}.sql`,
    text: `CREATE TABLE ${table} (id INTEGER);\n`,
    checksum: checksumOf(engine, name),
    leftOut: [],
    noOp: null,
    transaction: alone ? 'none' : 'atomic',
    foreignKeys: 'on',
    changes: [],
    allows: [],
    createdTables: [engine === 'postgres' ? `public.${table}` : table],
  };
}

function checksumOf(engine: Engine, name: string): string {
  return `sha256:${engine}-${name}`;
}

function nameOf(profile: NamingProfile, id: string): string {
  return profile === 'versioned' ? `${id}__x` : `${id}_x`;
}

/** The order of docs/files.md, as a key. */
function place(
  profile: NamingProfile,
  { series, number, after, category: kind }: Migration,
): readonly number[] {
  const group = ['V', 'S', 'DM'].indexOf(series);
  if (profile === 'numbered') return [['startup', 'release', 'seed', 'data'].indexOf(kind), number];
  return series === 'V' ? [number, 0, 0] : [Number(after?.slice(1)), group, number];
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

export interface DatabaseOptions {
  /** Defaults to `pg`; names that begin with `lite` or `remote` are SQLite. */
  readonly name?: string;
  /** The id of the target of a standing install marker. */
  readonly marker?: string;
  /** The id of the `transaction=none` step that has begun, and what became of it. */
  readonly begun?: string;
  readonly progress?: PlanDatabase['progress'];
  /** Ids of rows whose recorded checksum is another one. */
  readonly edited?: string;
  /** Ids of rows that `baseline` wrote. */
  readonly adopted?: string;
  readonly tables?: string;
}

/** A database with this history: ids of the module's profile, or whole names (anything with `_` in it). */
export function at(module: LoadedModule, history: string, options: DatabaseOptions = {}): PlanDatabase {
  const name = options.name ?? 'pg';
  const engine: Engine = /^(lite|remote)/.test(name) ? 'sqlite' : 'postgres';
  const fullName = (id: string): string => (id.includes('_') ? id : nameOf(module.profile, id));
  const rows = list(history).map((id): HistoryRow => {
    const row = rowOf(engine, fullName(id));
    return {
      ...row,
      ...(list(options.edited).includes(id) ? { checksum: 'sha256:before' } : {}),
      ...(list(options.adopted).includes(id) ? { note: { adopted: true } } : {}),
    };
  });
  const begun = options.begun === undefined ? null : fullName(options.begun);
  const snapshot: StoreSnapshot = {
    ...emptySnapshot,
    format: rows.length > 0 || options.marker !== undefined || begun !== null ? 'current' : 'absent',
    history: rows,
    revision: String(rows.length),
    installTarget: options.marker === undefined ? null : fullName(options.marker),
    tables: list(options.tables),
    progress:
      begun === null
        ? null
        : {
            name: begun,
            token: 'token',
            done: 1,
            hash: 'sha256:done',
            inFlight: null,
            error: null,
            startedAt: '2025-01-01T00:00:00.000Z',
          },
  };
  return {
    name,
    engine,
    snapshot,
    progress: options.progress ?? (begun === null ? null : { state: 'resumable' }),
  };
}

/** A database without anything. */
export function empty(name = 'pg'): PlanDatabase {
  return at(chain('V1'), '', { name });
}

/** The same database after this step has committed there. */
export function committed(
  database: PlanDatabase,
  migration: Migration,
  install: InstallChange,
): PlanDatabase {
  const { snapshot, engine } = database;
  const marker = {
    keep: snapshot.installTarget,
    clear: null,
    set: 'target' in install ? install.target : null,
  };
  const isDone = snapshot.progress?.name === migration.name;
  return {
    ...database,
    progress: isDone ? null : database.progress,
    snapshot: {
      ...snapshot,
      format: 'current',
      history: [...snapshot.history, { ...rowOf(engine, migration.name), category: migration.category }],
      revision: String(snapshot.history.length + 1),
      installTarget: marker[install.kind],
      progress: isDone ? null : snapshot.progress,
      tables: [],
    },
  };
}

function rowOf(engine: Engine, name: string): HistoryRow {
  return {
    name,
    category: 'startup',
    checksum: checksumOf(engine, name),
    appliedAt: '2025-01-01T00:00:00.000Z',
    appliedBy: 'operator@host',
    durationMs: 1,
    note: null,
  };
}

function list(words: string | undefined): readonly string[] {
  return words?.split(/[\s,]+/).filter((word) => word !== '') ?? [];
}

import { compareSchemas } from '../../src/parity/compare-schemas.ts';
import type { Schema } from '../../src/core/schema.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import type { ScratchDatabase, ScratchServer } from '../../src/drivers/scratch/scratch.ts';
import type { Row, Session } from '../../src/drivers/port.ts';
import { median, pairedRatio } from '../harness/statistics.ts';
import { tables } from './store.ts';

/** One figure beside what it may be at most. */
export interface ParityFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'x' | 's' | 'MB';
  readonly target: number | null;
}

/** Reading 200 tables of 10 columns on both engines, beside the bare query, and comparing what was read. */
export async function measureCatalogs(
  servers: { readonly postgres: ScratchServer; readonly sqlite: ScratchServer },
  rounds: number,
): Promise<readonly ParityFigure[]> {
  const store = tables(200);
  const postgres = await servers.postgres.create();
  const sqlite = await servers.sqlite.create();
  try {
    await postgres.execute([...store.postgres, 'ANALYZE']);
    await sqlite.execute(store.sqlite);
    const read = {
      postgres: await measureReading(postgres, rounds),
      sqlite: await measureReading(sqlite, rounds),
    };
    const comparing: number[] = [];
    let first = Number.NaN;
    for (let round = 0; round < rounds; round++) {
      // Read anew: what was normalised once is kept with a schema.
      const [left, right] = [
        await introspectSession(postgres.session),
        await introspectSession(sqlite.session),
      ];
      const { ms, value } = await timed(() => compareSchemas(left, right));
      const errors = value.differences.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) throw new Error(`the store has no parity: ${errors[0]?.id}`);
      if (round === 0) first = ms;
      else comparing.push(ms);
    }
    return [
      { name: 'PostgreSQL: the bare catalog query', value: read.postgres.bareMs, unit: 'ms', target: null },
      { name: 'PostgreSQL: into the model', value: read.postgres.ms, unit: 'ms', target: null },
      {
        name: 'PostgreSQL: into the model, beside the bare query',
        value: read.postgres.ratio,
        unit: 'x',
        target: 1.3,
      },
      { name: 'SQLite: into the model', value: read.sqlite.ms, unit: 'ms', target: 15 },
      { name: 'comparing, the first time (loads the parser)', value: first, unit: 'ms', target: null },
      { name: 'comparing', value: median(comparing), unit: 'ms', target: 100 },
    ];
  } finally {
    await postgres[Symbol.asyncDispose]();
    await sqlite[Symbol.asyncDispose]();
  }
}

/** In rounds that take turns: the query as introspection sends it, its rows thrown away, and all of introspection. */
async function measureReading(
  { session }: ScratchDatabase,
  rounds: number,
): Promise<{ readonly bareMs: number; readonly ms: number; readonly ratio: number }> {
  const query = await queryOf(session);
  const [bare, whole]: [number[], number[]] = [[], []];
  for (let round = -3; round < rounds; round++) {
    const floor = await timed(query);
    const ours = await timed(() => introspectSession(session));
    if (ours.value.tables.length !== 200) throw new Error('not all tables were read');
    if (round < 0) continue;
    bare.push(floor.ms);
    whole.push(ours.ms);
  }
  return { bareMs: median(bare), ms: median(whole), ratio: pairedRatio(whole, bare) };
}

/** Listens to what introspection asks, and returns a function that asks the same. */
async function queryOf(session: Session): Promise<() => Promise<readonly Row[]>> {
  const asked: Parameters<Session['query']>[] = [];
  const listening = new Proxy(session, {
    get: (target, key) => {
      if (key !== 'query') return Reflect.get(target, key, target) as unknown;
      return (...parameters: Parameters<Session['query']>) => {
        asked.push(parameters);
        return target.query(...parameters);
      };
    },
  });
  const schema: Schema = await introspectSession(listening);
  const [only] = asked;
  if (only === undefined || asked.length > 1)
    throw new Error(`${schema.engine}: ${asked.length} queries, not one`);
  return () => session.query(...only);
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

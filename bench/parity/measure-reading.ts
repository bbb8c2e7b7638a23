import type { Row, Session } from '../../src/drivers/port.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import { pairedRatio } from '../harness/statistics.ts';
import type { ParityFigure } from './figure.ts';
import { least, type Timed, timed } from './timed.ts';

/** Into the model, on both engines: rounds that take turns with the query as introspection sends it, its rows thrown away. */
export async function measureReading(
  sessions: { readonly postgres: Session; readonly sqlite: Session },
  rounds: number,
): Promise<readonly ParityFigure[]> {
  const postgres = await readInTurns(sessions.postgres, rounds);
  const sqlite = await readInTurns(sessions.sqlite, rounds);
  const figure = (name: string, { ms, cpuMs }: Omit<Timed<unknown>, 'value'>, target: number | null) =>
    ({ name, value: ms, unit: 'ms', cpu: cpuMs, target, judged: 'lesser' }) as const;
  return [
    figure('PostgreSQL, the bare catalog query', postgres.bare, null),
    figure('PostgreSQL, into the model', postgres.whole, null),
    {
      name: 'PostgreSQL, into the model, to the bare query',
      value: postgres.ratio,
      unit: '×',
      cpu: null,
      target: 1.3,
      judged: 'clock',
    },
    figure('SQLite, the bare catalog query', sqlite.bare, null),
    figure('SQLite, into the model', sqlite.whole, 15),
  ];
}

interface InTurns extends Readonly<Record<'bare' | 'whole', Omit<Timed<unknown>, 'value'>>> {
  readonly ratio: number;
}

async function readInTurns(session: Session, rounds: number): Promise<InTurns> {
  const query = await queryOf(session);
  const bare: Timed<unknown>[] = [];
  const whole: Timed<unknown>[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await timed(query));
    const ours = await timed(() => introspectSession(session));
    if (ours.value.tables.length !== 200) throw new Error('not all tables were read');
    whole.push(ours);
  }
  const msOf = (runs: readonly Timed<unknown>[]): readonly number[] => runs.map(({ ms }) => ms);
  return { bare: least(bare), whole: least(whole), ratio: pairedRatio(msOf(whole), msOf(bare)) };
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
  const { engine } = await introspectSession(listening);
  const [only] = asked;
  if (only === undefined || asked.length > 1) throw new Error(`${engine}: ${asked.length} queries, not one`);
  return () => session.query(...only);
}

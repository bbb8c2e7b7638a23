import { guarded } from '../harness/bench.ts';
import { type Participant, runParticipant } from '../harness/participant.ts';
import { startWireProxy } from '../harness/wire-proxy.ts';
import type { Applied } from './start.ts';

/** What a start with nothing pending asks of the database. */
export interface QueryFigure {
  readonly engine: string;
  readonly participant: string;
  /** All statements that are no connection settings. */
  readonly queries: number;
  readonly settings: number;
  readonly ddl: number;
  readonly locks: number;
  /** The statements, shortened. */
  readonly texts: readonly string[];
}

/** (2) The statements of a start with everything applied: from the wire on PostgreSQL, from the driver on SQLite. */
export async function measureQueries({ bench, places }: Applied): Promise<readonly QueryFigure[]> {
  const { engine } = bench.databases;
  const figures: QueryFigure[] = [];
  for (const [participant, { url, files }] of places) {
    // Its driver of SQLite is inside the binary.
    if (participant.name === 'dbmate' && engine === 'sqlite') continue;
    await guarded(bench, 'queries', participant, async () => {
      const texts = await (engine === 'postgres' ? onTheWire : byTheDriver)(participant, url, files);
      figures.push({ engine, participant: participant.name, ...classify(texts) });
    });
  }
  return figures;
}

async function onTheWire(participant: Participant, url: string, files: string): Promise<readonly string[]> {
  const away = new URL(url);
  await using proxy = await startWireProxy(Number(away.port), 0);
  away.port = `${proxy.port}`;
  await runParticipant(participant, { engine: 'postgres', url: away.href, files });
  return proxy.take().queries;
}

async function byTheDriver(participant: Participant, url: string, files: string): Promise<readonly string[]> {
  const { said } = await runParticipant(participant, { engine: 'sqlite', url, files, trace: true });
  return said?.statements ?? [];
}

function classify(texts: readonly string[]): Omit<QueryFigure, 'engine' | 'participant'> {
  const shown = texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
  const isSetting = (text: string): boolean => /^(set |pragma |show |reset )/i.test(text) || text === '';
  return {
    queries: shown.filter((text) => !isSetting(text)).length,
    settings: shown.filter(isSetting).length,
    ddl: shown.filter((text) => /\b(create|alter|drop) (table|schema|index|type)\b/i.test(text)).length,
    locks: shown.filter((text) =>
      /advisory|\block table\b|for update|begin (immediate|exclusive)|_lock\b/i.test(text),
    ).length,
    texts: shown.map((text) => (text.length > 160 ? `${text.slice(0, 160)}…` : text)),
  };
}

import { type Bench, guarded, requireHistory, writeFiles } from '../harness/bench.ts';
import { generateMigrations } from '../harness/generate-files.ts';
import { runParticipant } from '../harness/participant.ts';
import { startWireProxy } from '../harness/wire-proxy.ts';

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

const count = 1000;

/** (2) The statements of a start with 1000 applied: from the wire on PostgreSQL, from the driver on SQLite. */
export async function measureQueries(bench: Bench): Promise<readonly QueryFigure[]> {
  const { databases } = bench;
  const { engine } = databases;
  const migrations = generateMigrations(count);
  const figures: QueryFigure[] = [];
  for (const participant of bench.participants) {
    // Its driver of SQLite is inside the binary.
    if (participant.name === 'dbmate' && engine === 'sqlite') continue;
    await guarded(bench, 'queries', participant, async () => {
      const url = await databases.create();
      const files = writeFiles(bench, participant, migrations);
      await runParticipant(participant, { engine, url, files });
      await requireHistory(bench, participant, url, count);
      let texts: readonly string[];
      if (engine === 'postgres') {
        const away = new URL(url);
        await using proxy = await startWireProxy(Number(away.port), 0);
        away.port = `${proxy.port}`;
        await runParticipant(participant, { engine, url: away.href, files });
        texts = proxy.take().queries;
      } else {
        const { said } = await runParticipant(participant, { engine, url, files, trace: true });
        texts = said?.statements ?? [];
      }
      await databases.drop(url);
      figures.push({ engine, participant: participant.name, ...classify(texts) });
    });
  }
  return figures;
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

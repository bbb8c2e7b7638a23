import { type Bench, inRounds, requireHistory, writeFiles } from '../harness/bench.ts';
import { generateMigrations } from '../harness/generate-files.ts';
import { runParticipant } from '../harness/participant.ts';
import { median } from '../harness/statistics.ts';
import { startWireProxy } from '../harness/wire-proxy.ts';

/** A fresh install through a slow network. */
export interface LatencyFigure {
  readonly participant: string;
  readonly rounds: number;
  readonly medianMs: number;
  /** Of the whole install, without connecting. */
  readonly roundTrips: number;
  /** `roundTrips` by the number of migrations: what an install costs in all. */
  readonly perMigration: number;
  /** Of each further migration: the slope between two lengths. */
  readonly perFurtherMigration: number;
  /** Start-up and password, of all connections. */
  readonly connecting: number;
}

const count = 30;
const shorter = 10;
export const latencyMs = 20;

/** (4) Installs through a proxy that answers after 20 ms. */
export async function measureLatency(bench: Bench): Promise<readonly LatencyFigure[]> {
  const { databases, participants } = bench;
  const url = new URL(await databases.create());
  await using slow = await startWireProxy(Number(url.port), latencyMs / 2);
  const through = async (count: number) => {
    const migrations = generateMigrations(count);
    const files = new Map(participants.map((each) => [each, writeFiles(bench, each, migrations)]));
    return inRounds(
      bench,
      'latency',
      async (participant) => {
        const direct = await databases.create();
        const away = new URL(direct);
        away.port = `${slow.port}`;
        slow.take();
        const job = { engine: databases.engine, url: away.href, files: files.get(participant) ?? '' };
        const { said, process } = await runParticipant(participant, job);
        const traffic = slow.take();
        await requireHistory(bench, participant, direct, count);
        await databases.drop(direct);
        return { ms: said?.ms[0] ?? process.ms, ...traffic };
      },
      { rounds: count === shorter ? 1 : Math.min(bench.rounds, 3), warmUp: 0 },
    );
  };
  const [short, long] = [await through(shorter), await through(count)];
  return [...long].map(([participant, runs]) => {
    const roundTrips = median(runs.map((run) => run.roundTrips));
    const before = median((short.get(participant) ?? []).map((run) => run.roundTrips));
    return {
      participant: participant.name,
      rounds: runs.length,
      medianMs: median(runs.map(({ ms }) => ms)),
      roundTrips,
      perMigration: roundTrips / count,
      perFurtherMigration: (roundTrips - before) / (count - shorter),
      connecting: median(runs.map(({ connecting }) => connecting)),
    };
  });
}

import { type Bench, inRounds, requireHistory, writeFiles } from '../harness/bench.ts';
import { type Figure, figuresOf } from '../harness/figures.ts';
import { generateMigrations } from '../harness/generate-files.ts';
import { runParticipant } from '../harness/participant.ts';

/** (1) Applies all migrations to an empty database, each time a new one. */
export async function measureApply(bench: Bench, count: number): Promise<readonly Figure[]> {
  const { databases, participants } = bench;
  const { engine } = databases;
  const migrations = generateMigrations(count);
  const files = new Map(participants.map((each) => [each, writeFiles(bench, each, migrations)]));
  const results = await inRounds(
    bench,
    'apply',
    async (participant) => {
      const url = await databases.create();
      await databases.settle();
      const before = databases.serverCpuMs();
      const run = await runParticipant(participant, { engine, url, files: files.get(participant) ?? '' });
      await databases.whenIdle(url);
      const serverCpuMs = databases.serverCpuMs() - before;
      await requireHistory(bench, participant, url, count);
      await databases.drop(url);
      return { ...run, serverCpuMs };
    },
    // A warm-up of ten thousand costs more than it gives.
    { warmUp: count > 1000 ? 0 : 1 },
  );
  const group = { measure: 'apply', engine, count };
  return [
    ...figuresOf({ ...group, variant: 'in-process' }, results, ({ said, serverCpuMs }) =>
      said === null ? null : { ms: said.ms[0] ?? 0, cpuMs: said.cpuMs[0] ?? 0, serverCpuMs },
    ),
    ...figuresOf({ ...group, variant: 'whole process' }, results, ({ process, serverCpuMs }) => ({
      ...process,
      serverCpuMs,
    })),
  ];
}

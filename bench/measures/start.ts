import { type Bench, guarded, inRounds, requireHistory, writeFiles } from '../harness/bench.ts';
import { type Figure, figuresOf } from '../harness/figures.ts';
import { generateMigrations } from '../harness/generate-files.ts';
import { type Participant, runParticipant } from '../harness/participant.ts';
import { median } from '../harness/statistics.ts';

const repetitions = 25;
/** By then the compiler has seen the code. */
const warmUp = 10;

/** (2) Starts with everything applied and nothing pending; and (5) what the import took before that. */
export async function measureStart(given: Bench, count: number): Promise<readonly Figure[]> {
  const { databases } = given;
  const { engine } = databases;
  const migrations = generateMigrations(count);
  const places = new Map<Participant, { readonly url: string; readonly files: string }>();
  for (const participant of given.participants) {
    await guarded(given, 'start', participant, async () => {
      const place = { url: await databases.create(), files: writeFiles(given, participant, migrations) };
      await runParticipant(participant, { engine, ...place });
      await requireHistory(given, participant, place.url, count);
      places.set(participant, place);
    });
  }
  await databases.settle();
  const bench: Bench = { ...given, participants: [...places.keys()] };
  const start = (participant: Participant, repeat: number) =>
    runParticipant(participant, { engine, ...(places.get(participant) ?? { url: '', files: '' }), repeat });
  const results = await inRounds(bench, 'start', (participant) => start(participant, 1));
  const warm = await inRounds(
    { ...bench, participants: bench.participants.filter(({ name }) => name !== 'dbmate') },
    'start, warm',
    (participant) => start(participant, repetitions),
    { rounds: Math.ceil(bench.rounds / 3), warmUp: 0 },
  );
  for (const { url } of places.values()) await databases.drop(url);
  const group = { measure: 'start', engine, count };
  return [
    ...figuresOf({ ...group, variant: 'in-process' }, results, ({ said }) =>
      said === null ? null : { ms: said.ms[0] ?? 0, cpuMs: said.cpuMs[0] ?? 0 },
    ),
    ...figuresOf({ ...group, variant: 'in-process, warm' }, warm, ({ said }) =>
      said === null ? null : { ms: median(said.ms.slice(warmUp)), cpuMs: median(said.cpuMs.slice(warmUp)) },
    ),
    ...figuresOf({ ...group, variant: 'whole process' }, results, ({ process }) => process),
  ];
}

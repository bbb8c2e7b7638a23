import type { Databases } from '../harness/databases.ts';
import { type Figure, figuresOf } from '../harness/figures.ts';
import { type Participant, runParticipant } from '../harness/participant.ts';
import { inRounds } from '../harness/rounds.ts';
import { median } from '../harness/statistics.ts';
import { requireApplied } from './apply.ts';

const repetitions = 25;
/** By then the compiler has seen the code. */
const warmUp = 10;

/** (2) Starts with everything applied and nothing pending. */
export async function measureStart(
  databases: Databases,
  participants: readonly Participant[],
  { files, count, rounds }: { readonly files: string; readonly count: number; readonly rounds: number },
): Promise<readonly Figure[]> {
  const { engine } = databases;
  const urls = new Map<Participant, string>();
  for (const participant of participants) {
    const url = await databases.create();
    requireApplied(participant, await runParticipant(participant, { engine, url, files }), count);
    urls.set(participant, url);
  }
  await databases.settle();
  const start = (participant: Participant, repeat: number) =>
    runParticipant(participant, { engine, url: urls.get(participant) ?? '', files, repeat });
  const results = await inRounds(participants, rounds, async (participant) => {
    const run = await start(participant, 1);
    requireApplied(participant, run, 0);
    return run;
  });
  const warm = await inRounds(participants, Math.ceil(rounds / 3), (participant) =>
    start(participant, repetitions),
  );
  for (const url of urls.values()) await databases.drop(url);
  return [
    ...figuresOf('start', 'in-process', engine, count, results, ({ ms: [ms = 0], cpuMs: [cpuMs = 0] }) => ({
      ms,
      cpuMs,
    })),
    ...figuresOf('start', 'in-process, warm', engine, count, warm, ({ ms, cpuMs }) => ({
      ms: median(ms.slice(warmUp)),
      cpuMs: median(cpuMs.slice(warmUp)),
    })),
    ...figuresOf('start', 'whole process', engine, count, results, ({ process }) => process),
  ];
}

import type { Databases } from '../harness/databases.ts';
import { type Participant, type ProgramRun, runParticipant } from '../harness/participant.ts';
import { inRounds } from '../harness/rounds.ts';
import { type Figure, figuresOf } from '../harness/figures.ts';

/** (1) Applies all migrations to an empty database, each time a new one. */
export async function measureApply(
  databases: Databases,
  participants: readonly Participant[],
  { files, count, rounds }: { readonly files: string; readonly count: number; readonly rounds: number },
): Promise<readonly Figure[]> {
  const { engine } = databases;
  const results = await inRounds(participants, rounds, async (participant) => {
    const url = await databases.create();
    await databases.settle();
    const run = await runParticipant(participant, { engine, url, files });
    await databases.drop(url);
    requireApplied(participant, run, count);
    return run;
  });
  return [
    ...figuresOf('apply', 'in-process', engine, count, results, ({ ms: [ms = 0], cpuMs: [cpuMs = 0] }) => ({
      ms,
      cpuMs,
    })),
    ...figuresOf('apply', 'whole process', engine, count, results, ({ process }) => process),
  ];
}

export function requireApplied({ name }: Participant, { applied }: ProgramRun, count: number): void {
  if (applied[0] !== count) throw new Error(`${name} says that it applied ${applied[0]} of ${count}`);
}

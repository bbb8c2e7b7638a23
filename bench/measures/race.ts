import { readEffects } from '../harness/check-effects.ts';
import { type Bench, failureOf, inRounds, writeFiles } from '../harness/bench.ts';
import { generateEffects } from '../harness/generate-files.ts';
import { tryParticipant } from '../harness/participant.ts';
import { median } from '../harness/statistics.ts';

/** What came of many processes that started at once on an empty database. */
export interface RaceFigure {
  readonly engine: string;
  readonly participant: string;
  readonly rounds: number;
  readonly processes: number;
  /** From the first start to the last end. */
  readonly medianMs: number;
  /** Processes that ended with an error, over all rounds. */
  readonly failed: number;
  /** Migrations of which some statement ran more than once, over all rounds. */
  readonly twice: number;
  /** Migrations that were not whole in the end, over all rounds. */
  readonly missing: number;
  /** What the first failed process said. */
  readonly error: string | null;
}

const processes = 16;
const count = 30;

/** (3) Sixteen processes on an empty database. */
export async function measureRace(given: Bench): Promise<readonly RaceFigure[]> {
  const { databases } = given;
  const { engine } = databases;
  const bench: Bench = { ...given, participants: given.participants.filter(({ kind }) => kind !== 'floor') };
  const migrations = generateEffects(count);
  const files = new Map(bench.participants.map((each) => [each, writeFiles(bench, each, migrations)]));
  const results = await inRounds(
    bench,
    'race',
    async (participant) => {
      const url = await databases.create();
      const job = { engine, url, files: files.get(participant) ?? '' };
      const start = performance.now();
      const runs = await Promise.all(
        Array.from({ length: processes }, () => tryParticipant(participant, job)),
      );
      const ms = performance.now() - start;
      await databases.whenIdle(url);
      const { whole, twice } = await readEffects(bench, url);
      await databases.drop(url);
      const errors = runs.map(failureOf).filter((error) => error !== null);
      return { ms, failed: errors.length, twice, missing: count - whole - twice, error: errors[0] ?? null };
    },
    { warmUp: 0 },
  );
  return [...results].map(([{ name }, rounds]) => ({
    engine,
    participant: name,
    rounds: rounds.length,
    processes,
    medianMs: median(rounds.map(({ ms }) => ms)),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
    twice: rounds.reduce((sum, { twice }) => sum + twice, 0),
    missing: rounds.reduce((sum, { missing }) => sum + missing, 0),
    error: rounds.find(({ error }) => error !== null)?.error ?? null,
  }));
}

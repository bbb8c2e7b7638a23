import { type Bench, guarded, inRounds, requireHistory, writeFiles } from '../harness/bench.ts';
import { type Figure, figuresOf, type Taken } from '../harness/figures.ts';
import { generateMigrations } from '../harness/generate-files.ts';
import {
  floorOfOneFolder,
  type Participant,
  type ProgramRun,
  runParticipant,
} from '../harness/participant.ts';
import { median } from '../harness/statistics.ts';

/** Databases on which every participant has applied everything. */
export interface Applied extends AsyncDisposable {
  /** The participants that could. */
  readonly bench: Bench;
  readonly count: number;
  readonly places: ReadonlyMap<Participant, Place>;
  /** How the applying went. */
  readonly runs: ReadonlyMap<Participant, readonly [ProgramRun]>;
}

interface Place {
  readonly url: string;
  readonly files: string;
}

/** What importing a library and its driver takes; the floor is the driver alone. */
export interface ImportFigure {
  readonly engine: string;
  readonly participant: string;
  readonly rounds: number;
  readonly medianMs: number;
  /** Growth of the resident memory by the import. */
  readonly megabytes: number;
}

const repetitions = 25;
/** By then the compiler has seen the code. */
const warmUp = 10;

export async function applyEverywhere(bench: Bench, count: number): Promise<Applied> {
  const { databases } = bench;
  const migrations = generateMigrations(count);
  const places = new Map<Participant, Place>();
  const runs = new Map<Participant, readonly [ProgramRun]>();
  for (const participant of bench.participants) {
    await guarded(bench, 'start', participant, async () => {
      const place = { url: await databases.create(), files: writeFiles(bench, participant, migrations) };
      await databases.settle();
      runs.set(participant, [await runParticipant(participant, { engine: databases.engine, ...place })]);
      await requireHistory(bench, participant, place.url, count);
      places.set(participant, place);
    });
  }
  await databases.settle();
  return {
    bench: { ...bench, participants: [...places.keys()] },
    count,
    places,
    runs,
    [Symbol.asyncDispose]: async () => {
      for (const { url } of places.values()) await databases.drop(url);
    },
  };
}

/**
 * (2) Starts with everything applied and nothing pending; and (5) what the import took before that. Lockstep is asked for
 * one database, and reads the scripts of its engine: it is compared with the floor that reads no others either.
 */
export async function measureStart({ bench, count, places }: Applied): Promise<{
  readonly figures: readonly Figure[];
  readonly imports: readonly ImportFigure[];
}> {
  const { engine } = bench.databases;
  const start = (participant: Participant, repeat: number): Promise<ProgramRun> =>
    runParticipant(participant, { engine, ...(places.get(participant) ?? { url: '', files: '' }), repeat });
  const results = await inRounds(bench, 'start', (participant) => start(participant, 1));
  const warm = await inRounds(
    { ...bench, participants: bench.participants.filter(hasProgram) },
    'start, warm',
    (participant) => start(participant, repetitions),
    { rounds: Math.ceil(bench.rounds / 3), warmUp: 0 },
  );
  const figures = (
    variant: string,
    of: typeof results,
    read: (run: ProgramRun) => Taken | null,
  ): readonly Figure[] =>
    figuresOf({ measure: 'start', engine, count, variant }, of, read, floorOfOneFolder.name);
  return {
    figures: [
      ...figures('in-process', results, ({ said }) =>
        said === null ? null : { ms: said.ms[0] ?? 0, cpuMs: said.cpuMs[0] ?? 0 },
      ),
      ...figures('in-process, warm', warm, ({ said }) =>
        said === null ? null : { ms: median(said.ms.slice(warmUp)), cpuMs: median(said.cpuMs.slice(warmUp)) },
      ),
      ...figures('whole process', results, ({ process }) => process),
    ],
    imports: [...results]
      .filter(([participant]) => hasProgram(participant))
      .map(([{ name }, runs]) => ({
        engine,
        participant: name,
        rounds: runs.length,
        medianMs: median(runs.map(({ said }) => said?.importMs ?? Number.NaN)),
        megabytes: median(runs.map(({ said }) => said?.importRss ?? Number.NaN)) / 2 ** 20,
      })),
  };
}

/** A binary has nothing that could be called twice or imported. */
function hasProgram({ name }: Participant): boolean {
  return name !== 'dbmate';
}

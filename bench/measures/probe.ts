import { readEffects } from '../harness/check-effects.ts';
import { type Bench, failureOf, guarded, requireHistory, writeFiles } from '../harness/bench.ts';
import { type GeneratedMigration, generateEffects } from '../harness/generate-files.ts';
import { type Participant, runParticipant, tryParticipant } from '../harness/participant.ts';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a tool did when it was put to it: an answer per question, in words. */
export interface ProbeFigure {
  readonly engine: string;
  readonly participant: string;
  readonly question: string;
  readonly answer: string;
  /** Whether that is what one wants of a migration tool. */
  readonly good: boolean;
}

type Probe = (bench: Bench, participant: Participant) => Promise<{ answer: string; good: boolean } | null>;

/** Probes that run; none asks the documentation. The lock is judged by measure (3). */
const probes: Readonly<Record<string, Probe>> = {
  'an edited file is noticed': async (bench, participant) => {
    const { place, run } = await begin(bench, participant, generateEffects(3));
    await run();
    for (const file of filesOf(place.files)) {
      if (file.includes('effect_2')) {
        const text = readFileSync(file, 'utf8');
        writeFileSync(file, text.replaceAll("'last'", "'changed'"));
      }
    }
    const error = failureOf(await tryParticipant(participant, place));
    return error === null ? { answer: 'no', good: false } : { answer: 'yes, refused', good: true };
  },
  'one transaction per migration': async (bench, participant) => {
    const migrations = generateEffects(3);
    const broken = migrations.map((each) =>
      each.version === 3 ? withStatements(each, [...each.statements.sqlite, 'SELECT * FROM nowhere']) : each,
    );
    const { place } = await begin(bench, participant, broken);
    const error = failureOf(await tryParticipant(participant, place));
    if (error === null) throw new Error('the broken migration passed');
    await bench.databases.whenIdle(place.url);
    const { whole } = await readEffects(bench, place.url);
    if (whole === 2) return { answer: 'yes', good: true };
    return whole === 0
      ? { answer: 'one for all', good: false }
      : { answer: 'no: the failed one stays in part', good: false };
  },
  'history in the same transaction': async (bench, participant) => {
    const { place, run } = await begin(bench, participant, generateEffects(1));
    await run();
    await forbidHistory(bench, participant, place.url);
    participant.write(place.files, bench.databases.engine, generateEffects(2));
    const error = failureOf(await tryParticipant(participant, place));
    if (error === null) throw new Error('the history was not written');
    await bench.databases.whenIdle(place.url);
    const { whole } = await readEffects(bench, place.url);
    return whole === 1
      ? { answer: 'yes', good: true }
      : { answer: 'no: applied, and not in the history', good: false };
  },
  'a file below the newest applied one is noticed': async (bench, participant) => {
    const [first, second, third] = generateEffects(3);
    if (first === undefined || second === undefined || third === undefined) return null;
    const { place, run } = await begin(bench, participant, [first, third]);
    await run();
    participant.write(place.files, bench.databases.engine, [first, second, third]);
    const error = failureOf(await tryParticipant(participant, place));
    if (error !== null) return { answer: 'yes, refused', good: true };
    const { whole } = await readEffects(bench, place.url);
    return { answer: whole === 3 ? 'no: applied late' : 'no: skipped silently', good: false };
  },
};

export async function measureProbes(bench: Bench): Promise<readonly ProbeFigure[]> {
  const { engine } = bench.databases;
  const figures: ProbeFigure[] = [];
  for (const participant of bench.participants.filter(({ kind }) => kind !== 'floor')) {
    for (const [question, probe] of Object.entries(probes)) {
      const answer = await guarded(bench, question, participant, () => probe(bench, participant));
      if (answer !== null) figures.push({ engine, participant: participant.name, question, ...answer });
    }
  }
  return figures;
}

async function begin(bench: Bench, participant: Participant, migrations: readonly GeneratedMigration[]) {
  const { databases } = bench;
  const place = {
    engine: databases.engine,
    url: await databases.create(),
    files: writeFiles(bench, participant, migrations),
  };
  const run = async (): Promise<void> => {
    await runParticipant(participant, place);
    await requireHistory(bench, participant, place.url, migrations.length);
  };
  return { place, run };
}

function withStatements(migration: GeneratedMigration, statements: readonly string[]): GeneratedMigration {
  return { ...migration, statements: { postgres: statements, sqlite: statements } };
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** From here on, a row in the history is an error. */
async function forbidHistory({ databases }: Bench, { history }: Participant, url: string): Promise<void> {
  const table = history[databases.engine];
  if (databases.engine === 'sqlite') {
    await databases.ask(
      url,
      `CREATE TRIGGER no_history BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'no history'); END`,
    );
    return;
  }
  await databases.ask(
    url,
    "CREATE FUNCTION no_history() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no history'; END $$",
  );
  await databases.ask(
    url,
    `CREATE TRIGGER no_history BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION no_history()`,
  );
}

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, failureOf, guarded, requireHistory, writeFiles } from '../harness/bench.ts';
import { readEffects } from '../harness/check-effects.ts';
import { generateEffects } from '../harness/generate-files.ts';
import { type Job, type Participant, runParticipant, tryParticipant } from '../harness/participant.ts';
import { median } from '../harness/statistics.ts';

/** What came of killing a tool at random moments and starting it again. */
export interface KillFigure {
  readonly engine: string;
  readonly participant: string;
  readonly kills: number;
  /** Kills that left some, but not all migrations applied. */
  readonly midway: number;
  /** The next run ended with an error. */
  readonly stuck: number;
  /** The next run ended well, and some statement had run twice or not at all. */
  readonly wrong: number;
  /** What the first stuck run said. */
  readonly error: string | null;
}

/** How often, and from which moments. */
export interface KillOptions {
  readonly kills: number;
  /** A peer's kills end after this time, however many they are; Lockstep's are never fewer. */
  readonly peerSeconds: number;
  readonly random: () => number;
}

const count = 30;
/** Rows that each migration writes besides, so that a run takes long enough to be hit. */
const ballast = 10_000;

/**
 * (6) SIGKILL at a random moment of a run over an empty database, then one more run. Two lanes at once; a tool's kills
 * spread over the time that its own run takes.
 */
export async function measureKill(
  bench: Bench,
  { kills, peerSeconds, random }: KillOptions,
): Promise<readonly KillFigure[]> {
  const { engine } = bench.databases;
  const figures: KillFigure[] = [];
  for (const participant of bench.participants.filter(({ kind }) => kind !== 'floor')) {
    const figure = await guarded(bench, 'kill', participant, async () => {
      const files = writeFiles(bench, participant, generateEffects(count, ballast));
      const span = await measureSpan(bench, participant, files);
      const moments = Array.from({ length: kills }, () => random() * span);
      const ends: End[] = [];
      const end = performance.now() + (participant.kind === 'peer' ? peerSeconds * 1000 : Infinity);
      const lane = async (): Promise<void> => {
        for (let moment = moments.pop(); moment !== undefined; moment = moments.pop()) {
          if (performance.now() > end) break;
          ends.push(await killOnce(bench, participant, files, moment));
        }
      };
      await Promise.all([lane(), lane()]);
      return {
        engine,
        participant: participant.name,
        kills: ends.length,
        midway: ends.filter(({ midway }) => midway).length,
        stuck: ends.filter(({ error }) => error !== null).length,
        wrong: ends.filter(({ error, right }) => error === null && !right).length,
        error: ends.find(({ error }) => error !== null)?.error ?? null,
      };
    });
    if (figure !== null) figures.push(figure);
  }
  return figures;
}

interface End {
  readonly midway: boolean;
  readonly error: string | null;
  readonly right: boolean;
}

/** How long the tool is at work, from its announcement (a binary makes none: from its start) to its end. */
async function measureSpan(bench: Bench, participant: Participant, files: string): Promise<number> {
  const { databases } = bench;
  const spans: number[] = [];
  for (let i = 0; i < 3; i++) {
    const url = await databases.create();
    const { said, process } = await runParticipant(participant, { engine: databases.engine, url, files });
    await requireHistory(bench, participant, url, count);
    await databases.drop(url);
    spans.push(said?.ms[0] ?? process.ms);
  }
  return median(spans);
}

async function killOnce(bench: Bench, participant: Participant, files: string, moment: number): Promise<End> {
  const { databases } = bench;
  const url = await databases.create();
  const job: Job = { engine: databases.engine, url, files };
  const [command = '', ...args] = participant.command({ ...job, announce: true });
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = new Promise((done) => child.on('close', done));
  if (command === process.execPath) await announced(child);
  await Promise.race([sleep(moment), gone]);
  child.kill('SIGKILL');
  await gone;
  await databases.whenIdle(url);
  const left = await readEffects(bench, url);
  const midway = left.whole + left.half + left.twice > 0 && left.whole < count;
  const again = await tryParticipant(participant, job);
  await databases.whenIdle(url);
  const error = failureOf(again);
  const { whole } = await readEffects(bench, url);
  await databases.drop(url);
  return { midway, error, right: whole === count };
}

function announced(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.stdout?.once('data', () => done());
    child.on('close', () => done());
  });
}

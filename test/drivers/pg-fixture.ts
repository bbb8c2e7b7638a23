import { afterEach, beforeEach } from 'vitest';
import { LockstepError } from '../../src/core/errors.ts';
import type { StepProgress } from '../../src/core/history.ts';
import type { Script } from '../../src/core/migration.ts';
import { openPg } from '../../src/drivers/pg/open.ts';
import type { AloneHooks, ApplyResult, Session, StepWrite } from '../../src/drivers/port.ts';
import { type MoreOfStep, stepsFor } from '../conformance/step-write.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { pgSubject, query } from './pg-subject.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** A database and a session of its own for every test of a file. */
export interface PgFixture {
  url: string;
  session: Session;
  readonly history: StepWrite['history'];
  /** Another session on the same database, closed at the end of the test. */
  open(url?: string): Promise<Session>;
  query(sql: string): Promise<Rows>;
  write(number: number, text: string, more?: MoreOfStep): Promise<StepWrite>;
  apply(number: number, text: string, more?: MoreOfStep): Promise<ApplyResult>;
  /** The error of applying; fails the test where it was applied. */
  failure(number: number, text: string, more?: MoreOfStep): Promise<LockstepError>;
  names(): Promise<readonly string[]>;
}

const { write } = stepsFor(pgSubject);

export function usePg(): PgFixture {
  let sessions: Session[] = [];
  let drop: () => Promise<void>;
  const fixture: PgFixture = {
    url: '',
    session: undefined as unknown as Session,
    history: pgSubject.history,
    async open(url = fixture.url) {
      const session = await openPg(url, { create: false });
      if (session === null) throw new Error('never null');
      sessions.push(session);
      return session;
    },
    query: (sql) => query(fixture.url, sql),
    write: (number, text, more) => write(fixture.session, number, text, more),
    apply: async (number, text, more) =>
      fixture.session.apply(await write(fixture.session, number, text, more)),
    failure: (number, text, more) => failureOf(fixture.apply(number, text, more)),
    names: async () => (await fixture.session.read(fixture.history)).history.map(({ name }) => name),
  };
  beforeEach(async () => {
    const database = await createPostgresDatabase();
    drop = database.drop;
    fixture.url = database.url;
    fixture.session = await fixture.open();
  });
  afterEach(async () => {
    await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
    sessions = [];
    await drop();
  });
  return fixture;
}

/** The LockstepError with which the work ends. */
export async function failureOf(work: Promise<unknown>): Promise<LockstepError> {
  const error = await work.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof LockstepError) return error;
  throw error;
}

/** The same write with the script as a `transaction=none` one. */
export function alone(step: StepWrite): StepWrite {
  const script: Script = { ...step.script, transaction: 'none' };
  return { ...step, script };
}

const noHooks: AloneHooks = { onStatementStarted: () => undefined, onStatementDone: () => undefined };

/** Runs a `transaction=none` step from where its progress stands. */
export async function applyAlone(session: Session, step: StepWrite, hooks = noHooks): Promise<ApplyResult> {
  const { progress, ...expected } = await session.read(step.history);
  const run = session.applyAlone?.({ ...alone(step), expected }, progress, hooks);
  if (run === undefined) throw new Error('the driver runs no step alone');
  return run;
}

/** The progress that stands; fails the test where none does. */
export async function progressOf({ session, history }: PgFixture): Promise<StepProgress> {
  const { progress } = await session.read(history);
  if (progress === null) throw new Error('no progress stands');
  return progress;
}

/** Asks until the answer is yes; fails the test after five seconds. */
export async function eventually(question: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 5_000;
  while (!(await question())) {
    if (performance.now() > end) throw new Error(`not within five seconds: ${question.toString()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

import { StoreError } from '../../../src/gateway/domain/store-error.ts';
import type { Repositories } from '../../../src/gateway/domain/store.ts';
import { isLong } from './effort.ts';
import { printValue } from './print-value.ts';
import { type Call, firstMoment, type Program, type Step } from './program.ts';
import { compareContents, readContents } from './read-tables.ts';
import { runWalk } from './run-walk.ts';
import type { Side, Sides } from './side.ts';

/** What a call came to, on every store alike. */
export type Note = (name: Call['name'], outcome: string) => void;

/** Two stores that answered one step differently, or that hold other rows after it. */
export class Divergence extends Error {
  override readonly name = 'Divergence';
}

/** To read all tables costs more than to make the calls. */
const readBackEvery = isLong ? 10 : 40;

/** Runs a program on all stores, each empty before. Throws Divergence at the first step after which they differ. */
export async function runProgram(
  sides: Sides,
  program: Program,
  note: Note = () => undefined,
): Promise<void> {
  const { all, feed } = sides;
  await Promise.all(all.map((side) => side.empty()));
  feed.now = firstMoment;
  feed.made = 0;
  for (const [at, step] of program.entries()) {
    if (step.kind === 'clock') {
      feed.now = step.now;
      continue;
    }
    const outcomes = await Promise.all(all.map((side) => runStep(side, step)));
    expectSame(sides, step, at, outcomes);
    if (step.kind !== 'unit') note(step.call.name, kindOf(outcomes[0] ?? ''));
    feed.made += Math.max(...all.map((side) => side.madeIds()));
    if ((at + 1) % readBackEvery === 0 || at === program.length - 1) await expectSameRows(sides, at);
  }
}

/** Also when all agree; so is a walk whose pages do not add up. */
const defect = /throws (Unexpected|no StoreError)/;

function expectSame({ all }: Sides, step: Step, at: number, outcomes: readonly string[]): void {
  const isSame = outcomes.every((outcome) => outcome === outcomes[0]);
  if (isSame && !defect.test(outcomes[0] ?? '')) return;
  const answers = all.map(({ name }, index) => `${name}: ${outcomes[index]}`);
  throw new Divergence(`step ${at + 1} (${describeStep(step)}):\n${answers.join('\n')}`);
}

async function expectSameRows({ all, tables }: Sides, at: number): Promise<void> {
  const contents = await Promise.all(
    all.map(async ({ name, raw }) => [name, await readContents(raw, tables)] as const),
  );
  const [first, ...others] = contents;
  const differences = others.flatMap((other) => compareContents(first!, other));
  if (differences.length > 0) throw new Divergence(`rows after step ${at + 1}:\n${differences.join('\n')}`);
}

const describeStep = (step: Step): string =>
  step.kind === 'unit'
    ? step.calls.map(({ name }) => name).join(', ')
    : step.kind === 'clock'
      ? ''
      : `${step.kind === 'walk' ? 'the pages of ' : ''}${step.call.name}`;

/** `returns`, how many pages a walk had, or the class of the error. */
const kindOf = (outcome: string): string => /^(returns|throws \w+|\d+ pages)/.exec(outcome)?.[0] ?? outcome;

/** Returns what a step gives as text. */
async function runStep(side: Side, step: Exclude<Step, { kind: 'clock' }>): Promise<string> {
  side.begin();
  if (step.kind === 'unit') return runUnit(side, step);
  if (step.kind === 'call') return runCall(side.store, step.call);
  return runWalk(step, (call) => invoke(side.store, call)).then(
    (pages) => [`${pages.length} pages:`, ...pages].join('\n'),
    describeError,
  );
}

async function runCall(repositories: Repositories, call: Call): Promise<string> {
  try {
    return `returns ${printValue(await invoke(repositories, call))}`;
  } catch (error) {
    return describeError(error);
  }
}

/** The error that a unit of the program throws by itself. */
class OwnError extends Error {}

async function runUnit(side: Side, { calls, end }: Extract<Step, { kind: 'unit' }>): Promise<string> {
  const answers: string[] = [];
  try {
    await side.store.unitOfWork(async (repositories) => {
      for (const call of calls) {
        if (end === 'go on') answers.push(await runCall(repositories, call));
        else answers.push(`returns ${printValue(await invoke(repositories, call))}`);
      }
      if (end === 'throw') throw new OwnError('the unit ends itself');
    });
    return [...answers, 'the unit is done'].join('; ');
  } catch (error) {
    const own = error instanceof OwnError ? 'throws its own error' : describeError(error);
    return [...answers, `the unit ${own}`].join('; ');
  }
}

function invoke(repositories: Repositories, { name, args }: Call): Promise<unknown> {
  const [port = '', method = ''] = name.split('.');
  const ports = repositories as unknown as Record<
    string,
    Record<string, (...given: unknown[]) => Promise<unknown>>
  >;
  return ports[port]![method]!(...args);
}

/** The class, its message and what else it says; never the native error. */
function describeError(error: unknown): string {
  if (!(error instanceof StoreError)) return `throws no StoreError but ${String(error)}`;
  const { name, message, cause: _, stack: __, ...more } = error as StoreError & { readonly stack: unknown };
  return `throws ${name}: ${message} ${printValue(more)}`;
}

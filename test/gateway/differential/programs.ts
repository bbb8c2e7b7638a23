import * as fc from 'fast-check';
import type { Operation, OperationName } from '../../../src/gateway/domain/operation.ts';
import { operations } from '../../../src/gateway/domain/store.ts';
import { argumentsOf } from './arguments.ts';
import { firstRows } from './first-rows.ts';
import { type Call, type Program, type Step, unitEnds } from './program.ts';
import { usualMoments } from './values.ts';
import { pagedMethods, walksOf } from './walks.ts';

type Table = Readonly<Record<string, Readonly<Record<string, Operation>>>>;
interface Method {
  readonly name: OperationName;
  readonly operation: Operation;
}

/** Every method of every port. */
export const methods: readonly Method[] = Object.entries(operations as Table).flatMap(([port, of]) =>
  Object.entries(of).map(([method, operation]): Method => ({ name: `${port}.${method}`, operation })),
);

/** What is called beside the methods of a port: what belongs together meets more often. */
const neighbours: Readonly<Record<string, readonly string[]>> = {
  users: ['memberships', 'sessions', 'teams'],
  teams: ['memberships', 'requestLog'],
  memberships: ['users', 'teams'],
  invitations: ['memberships', 'users'],
  sessions: ['users'],
  serviceAccounts: ['apiKeys', 'teams'],
  providers: ['routes'],
  models: ['routes', 'prices', 'grants'],
  routes: ['providers', 'models'],
  prices: ['usageLedger'],
  apiKeys: ['grants', 'users', 'teams', 'serviceAccounts'],
  grants: ['apiKeys', 'models'],
  budgets: ['usageLedger'],
  usageLedger: ['budgets', 'prices', 'apiKeys'],
  requestLog: ['settings', 'teams'],
  settings: ['requestLog', 'users'],
};

/** What tells of many rows is called most, what removes them least. */
function weightOf({ name, operation }: Method): number {
  if (/\.(create|add|start|post|append|grant|set)/.test(name)) return 5;
  if (/\.(list|search|totals|rollUp)/.test(name)) return 8;
  return { read: 4, write: 4, remove: 1 }[operation.kind];
}

/** Made once: they are many. */
const made = new Map<OperationName, fc.Arbitrary<Call>>();

function callOf({ name }: Method): fc.Arbitrary<Call> {
  const call = made.get(name) ?? argumentsOf(name).map((args): Call => ({ name, args }));
  made.set(name, call);
  return call;
}

function callsOf(chosen: readonly Method[]): fc.Arbitrary<Call> {
  return fc.oneof(
    ...chosen.map((method) => ({
      weight: weightOf(method),
      arbitrary: callOf(method),
    })),
  );
}

const walks = new Map(pagedMethods.map((method) => [method.name, walksOf(method)]));

/** Of these methods where any of them gives pages, of all otherwise. */
function walksAmong(chosen: readonly Method[]): fc.Arbitrary<Step> {
  const own = chosen.flatMap(({ name }) => walks.get(name) ?? []);
  return fc.oneof(...(own.length > 0 ? own : walks.values()));
}

function stepsOf(calls: fc.Arbitrary<Call>, walk: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  const call = calls.map((each): Step => ({ kind: 'call', call: each }));
  const unit = fc
    .record({ calls: fc.array(calls, { minLength: 1, maxLength: 4 }), end: fc.constantFrom(...unitEnds) })
    .map((each): Step => ({ kind: 'unit', ...each }));
  const clock = fc.constantFrom(...usualMoments).map((now): Step => ({ kind: 'clock', now }));
  return fc.oneof(
    { weight: 30, arbitrary: call },
    { weight: 3, arbitrary: unit },
    { weight: 2, arbitrary: clock },
    { weight: 1, arbitrary: walk },
  );
}

/** There at first, and gone in what a counterexample shrinks to. */
const orNothing = <T>(values: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | null> =>
  fc.option(values, { freq: oneIn });

/** Rows to begin with, most of them, so many random steps behind them, and the pages of a list as it is then. */
function programsOf(
  steps: fc.Arbitrary<Step>,
  walk: fc.Arbitrary<Step>,
  length: number,
): fc.Arbitrary<Program> {
  const first = firstRows.map((call) => orNothing(fc.constant<Step>({ kind: 'call', call }), 25));
  const others = fc.array(orNothing(steps, 1_000_000), { minLength: length, maxLength: length });
  return fc
    .tuple(fc.tuple(...first), others, orNothing(walk, 1_000_000))
    .map(([begin, rest, end]) => [...begin, ...rest, end].filter((step) => step !== null));
}

/** Returns programs of so many steps, each about one port for the most part. */
export function programs(length: number): fc.Arbitrary<Program> {
  const of = (ports: readonly string[]): readonly Method[] =>
    methods.filter(({ name }) => ports.includes(name.split('.')[0] ?? ''));
  const all = callsOf(methods);
  const about = Object.keys(operations).map((port) => {
    const near = of(neighbours[port] ?? []);
    const calls = fc.oneof(
      { weight: 14, arbitrary: callsOf(of([port])) },
      ...(near.length === 0 ? [] : [{ weight: 4, arbitrary: callsOf(near) }]),
      { weight: 2, arbitrary: all },
    );
    const walk = walksAmong(of([port]));
    return programsOf(stepsOf(calls, walk), walk, length);
  });
  return fc.oneof(...about);
}

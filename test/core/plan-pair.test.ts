import { describe, expect, it } from 'vitest';
import type { Category, LoadedModule } from '../../src/core/migration.ts';
import type { PlanDatabase } from '../../src/core/plan.ts';
import { at, chain, type DatabaseOptions } from './module-text.ts';
import { idIn, openOf, planOf, roundsOf, stillHeldOf } from './plan-text.ts';

const reference = 'V17 V18 V19 V20~ V21 S001@V21 V22 V23 DM001@V23 V24:release?DM001';
const upToV20 = 'V17 V18 V19 V20';
const upToV22 = 'V17 V18 V19 V20 V21 S001 V22';

interface Row {
  readonly rule: string;
  readonly chain?: string;
  /** History and marker per database. */
  readonly databases: { readonly [name: string]: string | (DatabaseOptions & { readonly at: string }) };
  readonly categories?: readonly Category[];
  readonly to?: string;
  readonly runs: string;
  readonly open?: { readonly [name: string]: string };
  readonly installing?: { readonly [name: string]: string };
  readonly stillHeld?: string;
  readonly consent?: string;
}

function holds(row: Row): void {
  const module = chain(row.chain ?? reference);
  const databases = Object.entries(row.databases).map(([name, given]) =>
    typeof given === 'string' ? at(module, given, { name }) : at(module, given.at, { ...given, name }),
  );
  const plan = planOf(module, databases, row);
  expect(plan.databases.map(({ problem }) => problem?.code)).toEqual(databases.map(() => undefined));
  expect(roundsOf(plan)).toBe(row.runs);
  for (const [name, open] of Object.entries(row.open ?? {})) expect(openOf(plan, name)).toBe(open);
  for (const [name, target] of Object.entries(row.installing ?? {}))
    expect(idIn(plan.databases.find(({ database }) => database === name)?.installing ?? 'none')).toBe(target);
  expect(stillHeldOf(plan)).toBe(row.stillHeld ?? '');
  const asked = plan.rounds.flatMap(({ migration, sides }) =>
    sides.filter((side) => side.needsConsent).map(({ database }) => `${migration.id}@${database}`),
  );
  expect(asked.join(' ')).toBe(row.consent ?? '');
  expect(plan.needsConsent).toBe(asked.length > 0);
}

describe('several databases in one run', () => {
  it.each<Row>([
    {
      rule: 'all empty: installed together, version by version, a marker on each',
      databases: { pg: '', lite: '' },
      runs: 'V17[pg set V24, lite set V24] V18 V19 V20 V21 S001 V22 V23 DM001 V24[pg clear, lite clear]',
    },
    {
      rule: 'three engines with a transaction=none step: one round for all',
      databases: { lite: 'V17 V18 V19', pg: 'V17 V18 V19', remote: 'V17 V18 V19' },
      runs: 'V20 V21 S001 V22 V23',
    },
    {
      rule: 'three engines, each left by a kill between commits at another version',
      databases: { lite: 'V17 V18', pg: 'V17 V18 V19', remote: 'V17 V18 V19 V20' },
      runs: 'V19@lite V20@lite+pg V21 S001 V22 V23',
    },
    {
      rule: 'the lagging one catches up first',
      databases: { pg: upToV22, lite: upToV20 },
      runs: 'V21@lite S001@lite V22@lite V23',
    },
    {
      rule: 'catching up passes the gates like any other step',
      chain: 'V17 V18:release V19',
      databases: { pg: 'V17 V18', lite: 'V17' },
      runs: '',
      open: { pg: 'V19:held(V18)', lite: 'V18:pending V19:held(V18)' },
    },
    {
      rule: 'and asks only for the one that catches up',
      chain: 'V17 V18:release V19',
      databases: { pg: 'V17 V18', lite: 'V17' },
      categories: ['release'],
      runs: 'V18@lite',
      consent: 'V18@lite',
    },
    {
      rule: 'a data step that one lacks holds the version back on all',
      databases: {
        pg: 'V17 V18 V19 V20 V21 S001 V22 V23 DM001',
        lite: 'V17 V18 V19 V20 V21 S001 V22 V23',
      },
      categories: ['release'],
      runs: '',
      open: { pg: 'V24:held(DM001)', lite: 'DM001:pending V24:held(DM001)' },
      stillHeld: 'V24@pg<DM001 V24@lite<DM001',
    },
    {
      rule: 'a late seed runs on every database that lacks it',
      chain: 'V17 V18 S001@V17',
      databases: { pg: 'V17 V18', lite: 'V17' },
      runs: 'S001 V18@lite',
    },
    {
      rule: '--to passed on one is still to be reached by the other',
      databases: { pg: upToV22, lite: upToV20 },
      to: 'V21',
      runs: 'V21@lite S001@lite',
    },
    {
      rule: '--to passed on all: nothing done',
      databases: { pg: upToV22, lite: upToV22 },
      to: 'V21',
      runs: '',
    },
  ])('$rule', holds);
});

describe('an empty database beside others', () => {
  it.each<Row>([
    {
      rule: 'SQLite empty, PostgreSQL at V22: installed up to V22, then they go on together, gates as usual',
      databases: { pg: upToV22, lite: '' },
      runs: 'V17@lite[lite set V22] V18@lite V19@lite V20@lite V21@lite S001@lite V22@lite[lite clear] V23',
      open: { pg: 'V23:pending DM001:pending V24:held(DM001)' },
      installing: { pg: 'none', lite: 'V22' },
    },
    {
      rule: 'crashed in the middle: the marker says where it was going',
      databases: { pg: upToV22, lite: { at: 'V17 V18', marker: 'V22' } },
      runs: 'V19@lite V20@lite V21@lite S001@lite V22@lite[lite clear] V23',
    },
    {
      rule: 'its gates are open for what the others have, closed for what they lack',
      chain: 'V17 V18:release V19 DM001@V19 V20 V21:release',
      databases: { pg: 'V17 V18 V19 V20', lite: '' },
      runs: 'V17@lite[lite set V20] V18@lite V19@lite V20@lite[lite clear]',
      open: {
        pg: 'DM001:pending V21:pending',
        lite: 'V17:pending V18:pending V19:pending DM001:pending V20:pending V21:pending',
      },
    },
    {
      rule: 'data steps that the others have run are part of the install',
      databases: { pg: `${upToV22} V23 DM001`, lite: '' },
      runs: 'V17@lite[lite set DM001] V18@lite V19@lite V20@lite V21@lite S001@lite V22@lite V23@lite DM001@lite[lite clear]',
    },
    {
      rule: 'beside two at different versions: up to what both have reached',
      databases: { pg: upToV22, remote: upToV20, lite: '' },
      runs: 'V17@lite[lite set V20] V18@lite V19@lite V20@lite[lite clear] V21@remote+lite S001@remote+lite V22@remote+lite V23',
      installing: { pg: 'none', remote: 'none', lite: 'V20' },
    },
    {
      rule: '--to below what the others have reached is its target',
      databases: { pg: upToV22, lite: '' },
      to: 'V19',
      runs: 'V17@lite[lite set V19] V18@lite V19@lite[lite clear]',
    },
    {
      rule: 'no marker is left for a step that cannot run: the target is the last one that does',
      chain: 'V17 V18 DM001@V18 V19',
      databases: { pg: 'V17 V18 DM001', remote: 'V17 V18 V19', lite: '' },
      runs: 'V17@lite[lite set V18] V18@lite[lite clear] V19@pg+lite',
    },
    {
      rule: 'with a category named the gates are as named, and there is no marker',
      chain: 'V17 V18:release V19 S001@V19',
      databases: { pg: 'V17 V18 V19', lite: '' },
      categories: ['seed'],
      runs: 'V17@lite',
      stillHeld: 'S001@pg<V18 S001@lite<V18',
    },
  ])('$rule', holds);
});

describe('gates are open only if every database is empty or being installed', () => {
  it.each<Row>([
    {
      rule: 'one empty, one with a standing marker: both go to the end',
      databases: { pg: { at: 'V17 V18', marker: 'V20' }, lite: '' },
      runs: 'V17@lite[lite set V24] V18@lite V19[pg set V24] V20 V21 S001 V22 V23 DM001 V24[pg clear, lite clear]',
    },
    {
      rule: 'a kill between the last two commits of an install: the lagging one ends it',
      databases: {
        pg: 'V17 V18 V19 V20 V21 S001 V22 V23 DM001 V24',
        lite: { at: 'V17 V18 V19 V20 V21 S001 V22 V23 DM001', marker: 'V24' },
      },
      runs: 'V24@lite[lite clear]',
    },
    {
      rule: 'beside one that is neither, a marker is not raised: what lies beyond it is catching up',
      chain: 'V17 V18:release V19:release V20',
      databases: { pg: 'V17 V18 V19 V20', lite: { at: 'V17', marker: 'V18' } },
      runs: 'V18@lite[lite clear]',
      open: { lite: 'V18:pending V19:pending V20:held(V19)' },
    },
    {
      rule: 'a standing marker does not open the gates of the one beside it',
      databases: { pg: upToV22, lite: { at: upToV20, marker: 'V24' } },
      runs: 'V21@lite S001@lite V22@lite V23',
      open: { pg: 'V23:pending DM001:pending V24:held(DM001)' },
      installing: { lite: 'V24' },
    },
  ])('$rule', holds);
});

it('a problem on one database keeps all of them from being touched, and changes nobody’s states', () => {
  const module = chain(reference);
  const plan = planOf(module, [
    at(module, upToV22, { name: 'pg', edited: 'V19' }),
    at(module, '', { name: 'lite' }),
  ]);
  const asked = planOf(module, [...sound(module), at(module, upToV22, { name: 'pg', edited: 'V19' })], {
    categories: ['release'],
  });
  expect(stillHeldOf(asked)).toBe('');
  expect(stillHeldOf(planOf(module, sound(module), { categories: ['release'] }))).toBe('V24<DM001');
  expect(plan.rounds).toEqual([]);
  expect(plan.databases.map(({ problem }) => problem?.code ?? null)).toEqual(['CHECKSUM_MISMATCH', null]);
  expect(openOf(plan, 'pg')).toBe('V19:edited V23:pending DM001:pending V24:held(DM001)');
  expect(openOf(plan, 'lite')).not.toContain('held');
  expect(plan.databases.flatMap(({ steps }) => steps.filter(({ willRun }) => willRun))).toEqual([]);
  expect(plan.databases[1]?.installing).toBeNull();
});

function sound(module: LoadedModule): readonly PlanDatabase[] {
  return [at(module, upToV22, { name: 'lite' })];
}

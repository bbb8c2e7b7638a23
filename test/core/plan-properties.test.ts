import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categories, type LoadedModule } from '../../src/core/migration.ts';
import { planModule } from '../../src/core/plan-module.ts';
import type { PlanDatabase, RunRequest } from '../../src/core/plan.ts';
import { seed } from '../property/run-property.ts';
import { at, chain } from './module-text.ts';
import { afterRounds } from './plan-text.ts';

interface Case {
  readonly module: LoadedModule;
  readonly databases: readonly PlanDatabase[];
  readonly request: RunRequest;
}

/** Versions with gates, seeds and data steps behind them, and versions that wait for data steps below them. */
const versionedText: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      isRelease: fc.boolean(),
      isAlone: fc.boolean(),
      seeds: fc.integer({ min: 0, max: 2 }),
      data: fc.integer({ min: 0, max: 2 }),
      requires: fc.option(fc.nat(), { freq: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((versions) => {
    const words: string[] = [];
    let [seed, data] = [0, 0];
    for (const [place, version] of versions.entries()) {
      const id = `V${17 + place}`;
      const requires =
        version.requires === null || data === 0 ? '' : `?${numbered('DM', 1 + (version.requires % data))}`;
      words.push(`${id}${version.isRelease ? ':release' : ''}${version.isAlone ? '~' : ''}${requires}`);
      for (let count = 0; count < version.seeds; count++) words.push(`${numbered('S', ++seed)}@${id}`);
      for (let count = 0; count < version.data; count++) words.push(`${numbered('DM', ++data)}@${id}`);
    }
    return words.join(' ');
  });

const numberedText: fc.Arbitrary<string> = fc
  .tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat({ max: 2 }), fc.nat({ max: 2 }))
  .map((counts) =>
    counts
      .flatMap((count, kind) =>
        Array.from({ length: count }, (_, place) =>
          numbered(kind === 2 ? 'S' : kind === 3 ? 'DM' : '', place + (kind === 1 ? 100 : 1)),
        ),
      )
      .join(' '),
  );

function numbered(letters: string, number: number): string {
  return `${letters}${String(number).padStart(3, '0')}`;
}

/** A database that stands somewhere: versions in order, of the seeds and data steps behind them any. */
function databaseOf(module: LoadedModule, name: string): fc.Arbitrary<PlanDatabase> {
  const { chain: steps } = module;
  return fc
    .record({
      reached: fc.nat({ max: steps.length }),
      skips: fc.array(fc.boolean(), { minLength: steps.length, maxLength: steps.length }),
      marker: fc.option(fc.nat({ max: Math.max(0, steps.length - 1) }), { freq: 2 }),
    })
    .map(({ reached, skips, marker }) => {
      const history = steps
        .slice(0, reached)
        .filter(({ series }, place) => series === 'V' || skips[place] !== true);
      // A marker names a step that nothing applied stands behind: its own transaction takes it away.
      const last = steps.findLastIndex((step) => history.includes(step));
      const target = marker === null || marker <= last ? undefined : steps[marker]?.name;
      return at(module, history.map((step) => step.name).join(' '), {
        name,
        ...(target === undefined ? {} : { marker: target }),
      });
    });
}

const cases: fc.Arbitrary<Case> = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: versionedText }, numberedText),
    fc.shuffledSubarray(['pg', 'lite', 'remote'], { minLength: 1 }),
  )
  .chain(([text, names]) => {
    const module = chain(text);
    return fc.record({
      module: fc.constant(module),
      databases: fc.tuple(...names.map((name) => databaseOf(module, name))),
      request: fc.record({
        categories: fc.option(fc.subarray([...categories], { minLength: 1 })),
        to:
          module.chain.length === 0
            ? fc.constant(null)
            : fc.option(fc.constantFrom(...module.chain.map(({ name }) => name))),
      }),
    });
  });

function property(check: (each: Case) => void): void {
  fc.assert(fc.property(cases, check), { numRuns: 200, seed });
}

/** What a run leaves: histories as sets, and markers. */
function finalState(databases: readonly PlanDatabase[]): unknown {
  return databases.map(({ name, snapshot }) => ({
    name,
    history: snapshot.history.map((row) => row.name).toSorted(),
    marker: snapshot.installTarget,
  }));
}

describe('a plan, whatever the chain, the databases and the request', () => {
  it('takes each step once, in the order of the chain, on every database that lacks it and on no other', () => {
    property(({ module, databases, request }) => {
      const { rounds } = planModule(module, databases, request);
      const places = rounds.map(({ migration }) => module.chain.indexOf(migration));
      expect(places).toEqual([...new Set(places)].toSorted((one, other) => one - other));
      for (const { migration, sides } of rounds)
        expect(sides.map(({ database }) => database)).toEqual(
          databases
            .filter(({ snapshot }) => !snapshot.history.some(({ name }) => name === migration.name))
            .map(({ name }) => name),
        );
    });
  });

  it('runs no version above one that it leaves out, and none before what it requires', () => {
    property(({ module, databases, request }) => {
      if (module.profile === 'numbered') return;
      const after = afterRounds(planModule(module, databases, request), databases);
      for (const [place, database] of after.entries()) {
        const names = new Set(database.snapshot.history.map(({ name }) => name));
        const ran = names.size - (databases[place]?.snapshot.history.length ?? 0);
        const ids = module.chain.filter(({ name }) => names.has(name)).map(({ id }) => id);
        const versions = module.chain
          .filter(({ series }) => series === 'V')
          .map(({ name }) => names.has(name));
        expect(versions).toEqual(versions.toSorted((one, other) => Number(other) - Number(one)));
        for (const { migration, sides } of planModule(module, databases, request).rounds)
          if (ran > 0 && sides.some((side) => side.database === database.name))
            expect(ids).toEqual(expect.arrayContaining([...migration.requires]));
      }
    });
  });

  it('shows every step that is not applied as pending or held, and names an open step as the holder', () => {
    property(({ module, databases, request }) => {
      const plan = planModule(module, databases, request);
      const planned = new Set(
        plan.rounds.flatMap(({ migration, sides }) =>
          sides.map(({ database }) => `${database} ${migration.name}`),
        ),
      );
      const open = new Set(
        plan.databases.flatMap(({ steps }) =>
          steps.filter(({ row }) => row === null).map(({ migration }) => migration?.id),
        ),
      );
      for (const { database, steps } of plan.databases)
        for (const { name, row, state, heldBy, willRun } of steps) {
          expect(state).toBe(row !== null ? 'applied' : heldBy === null ? 'pending' : 'held');
          expect(willRun).toBe(planned.has(`${database} ${name}`));
          if (heldBy !== null) expect(open.has(heldBy)).toBe(true);
        }
    });
  });

  it('pending means: would run if its own category were named now', () => {
    property(({ module, databases }) => {
      const isUpgrade = databases.every(
        ({ snapshot }) => snapshot.history.length > 0 && snapshot.installTarget === null,
      );
      if (!isUpgrade) return;
      const now = planModule(module, databases, { categories: null, to: null });
      for (const category of categories) {
        const named = planModule(module, databases, { categories: [category], to: null });
        for (const [place, { steps }] of now.databases.entries())
          for (const [index, { migration, state }] of steps.entries())
            if (migration?.category === category)
              expect(named.databases[place]?.steps[index]?.willRun).toBe(state === 'pending');
      }
    });
  });

  it('run to its end leaves nothing that a second run would do', () => {
    property(({ module, databases, request }) => {
      const after = afterRounds(planModule(module, databases, request), databases);
      const again = planModule(module, after, request);
      expect(again.databases.map(({ problem }) => problem)).toEqual(databases.map(() => null));
      expect(again.rounds).toEqual([]);
    });
  });

  it('killed after any commit and planned again ends in the same state', () => {
    property(({ module, databases, request }) => {
      const plan = planModule(module, databases, request);
      const whole = finalState(afterRounds(plan, databases));
      const commits = plan.rounds.reduce((sum, { sides }) => sum + sides.length, 0);
      for (let killedAfter = 0; killedAfter < commits; killedAfter++) {
        const left = afterRounds(plan, databases, killedAfter);
        expect(finalState(afterRounds(planModule(module, left, request), left))).toEqual(whole);
      }
    });
  });

  it('without a category named, an empty store ends complete, gates or not, and nobody is asked', () => {
    property(({ module, databases }) => {
      const empties = databases.map(({ name }) => at(module, '', { name }));
      const plan = planModule(module, empties, { categories: null, to: null });
      expect(plan.needsConsent).toBe(false);
      for (const { snapshot } of afterRounds(plan, empties)) {
        expect(snapshot.history.map(({ name }) => name)).toEqual(module.chain.map(({ name }) => name));
        expect(snapshot.installTarget).toBeNull();
      }
    });
  });

  it('asks before any release or data step that is not part of an install', () => {
    property(({ module, databases, request }) => {
      const plan = planModule(module, databases, request);
      for (const { migration, sides } of plan.rounds)
        for (const { database, needsConsent } of sides) {
          const before = databases.find(({ name }) => name === database);
          const isManual = migration.category === 'release' || migration.category === 'data';
          const isPlainUpgrade =
            before?.snapshot.installTarget === null && before.snapshot.history.length > 0;
          if (!isManual) expect(needsConsent).toBe(false);
          if (isManual && isPlainUpgrade) {
            expect(needsConsent).toBe(true);
            expect(request.categories).toContain(migration.category);
          }
        }
    });
  });

  it('is the same when it is made twice, and changes nothing that it was given', () => {
    property(({ module, databases, request }) => {
      const given = structuredClone({ module, databases, request });
      expect(planModule(module, databases, request)).toEqual(planModule(module, databases, request));
      expect({ module, databases, request }).toEqual(given);
    });
  });
});

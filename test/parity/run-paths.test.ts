import { expect, test } from 'vitest';
import type { Category, LoadedModule, Migration } from '../../src/core/migration.ts';
import { parityPaths } from '../../src/parity/run/parity-paths.ts';

/** V is the version behind which a step stands, by its place. */
function module(
  ...steps: readonly (readonly [id: string, category: Category, more?: Partial<Migration>])[]
): LoadedModule {
  const chain = steps.map(([id, category, more]): Migration => {
    const [, series = 'V', number = '0'] = /^(V|S|DM)(\d+)$/.exec(id) ?? [];
    const script = { createdTables: [], transaction: 'atomic' };
    return {
      name: `${id}__step`,
      id,
      series,
      number: Number(number),
      category,
      after: null,
      requires: [],
      replaces: null,
      scripts: { postgres: script, sqlite: script },
      ...more,
    } as unknown as Migration;
  });
  const history = { postgres: { schema: 'public', table: 'h' }, sqlite: { schema: null, table: 'h' } };
  const baseline = { version: 1, policy: 'upgrade' } as const;
  return {
    name: 'app',
    profile: 'versioned',
    baseline,
    chain,
    history,
    folders: { postgres: '', sqlite: '' },
  };
}

function paths(of: LoadedModule): readonly string[] {
  return parityPaths(of, 'sqlite').map(({ stop, left }) => `${stop.id} without ${left.join(' ')}`);
}

test('where everything runs by itself there is one way', () => {
  expect(paths(module(['V1', 'startup'], ['S001', 'seed'], ['V2', 'startup']))).toEqual([]);
});

test('a data step that nobody waits for can run behind every later version', () => {
  const chain = module(['V1', 'startup'], ['DM001', 'data'], ['V2', 'startup'], ['V3', 'startup']);
  expect(paths(chain)).toEqual(['V2 without DM001', 'V3 without DM001']);
});

test('what waits for a data step keeps the order', () => {
  const chain = module(['V1', 'startup'], ['DM001', 'data'], ['V2', 'startup', { requires: ['DM001'] }]);
  expect(paths(chain)).toEqual([]);
});

test('a release version holds what stands above it', () => {
  expect(paths(module(['V1', 'startup'], ['V2', 'release'], ['V3', 'startup']))).toEqual([]);
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Migration, NamingProfile } from '../../src/core/migration.ts';
import { readFileName } from '../../src/files/naming/read-file-name.ts';
import { orderChain } from '../../src/files/order-chain.ts';

/** `V20`, `S001@V20` (after V20), `V24!` (release). */
function step(profile: NamingProfile, text: string): Migration {
  const [, id, after = null, release] = /^(\w+)(?:@(\w+))?(!)?$/.exec(text)!;
  const name = readFileName(`${id}${profile === 'versioned' ? '__' : '_'}x.sql`, profile);
  if ('reason' in name) throw new Error(name.reason);
  const { categories: _, ...identity } = name;
  const category = release === undefined ? name.category : 'release';
  return {
    ...identity,
    category,
    after,
    requires: [],
    replaces: null,
    scripts: { postgres: null, sqlite: null },
  };
}

const ids = (chain: readonly Migration[]): string => chain.map(({ id }) => id).join(' ');

describe('the order of a chain', () => {
  it.each<[string, NamingProfile, string, string]>([
    ['versions by number, not by text', 'versioned', 'V10 V9 V100 V1', 'V1 V9 V10 V100'],
    ['versions whatever their category', 'versioned', 'V3 V2! V1', 'V1 V2 V3'],
    ['a seed directly after its version', 'versioned', 'V22 S001@V21 V21', 'V21 S001 V22'],
    [
      'behind one version the seeds by number, then the data steps',
      'versioned',
      'DM001@V1 S010@V1 DM002@V1 S002@V1 V2 V1',
      'V1 S002 S010 DM001 DM002 V2',
    ],
    ['a late number with an early after', 'versioned', 'V1 V2 S001@V2 S002@V1', 'V1 S002 V2 S001'],
    ['a step without its version last', 'versioned', 'S001@V7 V1 V2', 'V1 V2 S001'],
    [
      'numbered: startup, release, seed, data, each by number',
      'numbered',
      'DM001 S002 S001 100 099 002 101 001',
      '001 002 099 100 101 S001 S002 DM001',
    ],
    ['nothing', 'versioned', '', ''],
  ])('%s', (_, profile, given, expected) => {
    const migrations = given
      .split(' ')
      .filter(Boolean)
      .map((text) => step(profile, text));
    expect(ids(orderChain(profile, migrations))).toBe(expected);
  });

  it('does not depend on the order of the files and loses none', () => {
    const all = 'V1 V2 V3! S001@V1 S002@V3 S003@V1 DM001@V1 DM002@V2'
      .split(' ')
      .map((text) => step('versioned', text));
    const expected = ids(orderChain('versioned', all));
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(ids(orderChain('versioned', shuffled))).toBe(expected);
      }),
    );
  });
});

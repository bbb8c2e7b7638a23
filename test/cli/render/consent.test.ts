import { describe, expect, test } from 'vitest';
import { renderConsent } from '../../../src/cli/render/consent.ts';
import type { ConsentStep } from '../../../src/migrate/migrator.ts';
import { terminal } from './samples.ts';

const on = (database: string, migration: string, category: ConsentStep['category']): ConsentStep => ({
  database,
  module: 'gateway',
  migration,
  category,
});
const both = (migration: string, category: ConsentStep['category']): readonly ConsentStep[] => [
  on('local', migration, category),
  on('production', migration, category),
];
const data = both('DM001__backfill', 'data');
const release = both('V24__drop', 'release');
const startup = both('V22__check', 'startup');

describe('the question before release and data steps', () => {
  const ask = (steps: readonly ConsentStep[], automatic: readonly ConsentStep[]): string =>
    renderConsent({ steps, automatic }, terminal(80)).question;

  test('says how many steps, whatever the number of databases', () => {
    expect(ask(data, [])).toBe('Run this step?');
    expect(ask([...data, ...release], [])).toBe('Run these 2 steps?');
  });

  test('says that automatic steps run along', () => {
    expect(ask(data, startup)).toBe('Run this step, and the automatic one that runs along?');
    expect(ask([...data, ...release], [...startup, ...both('S002__more', 'seed')])).toBe(
      'Run these 2 steps, and the 2 automatic ones that run along?',
    );
  });

  test('names the modules where there are several', () => {
    const steps = [...data, { ...on('local', 'V3__drop', 'release'), module: 'billing' }];
    expect(renderConsent({ steps, automatic: [] }, terminal(80)).explanation).toBe(
      [
        '  gateway  DM001__backfill  data     on local, production',
        '  billing  V3__drop         release  on local',
      ].join('\n'),
    );
  });

  test('stands below the steps and their databases', () => {
    const steps = [...data, on('local', 'V24__drop', 'release')];
    expect(renderConsent({ steps, automatic: startup }, terminal(80)).explanation).toBe(
      ['  DM001__backfill  data     on local, production', '  V24__drop        release  on local'].join('\n'),
    );
  });
});

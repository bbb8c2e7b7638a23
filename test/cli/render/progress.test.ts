import { describe, expect, test } from 'vitest';
import { createProgress } from '../../../src/cli/progress.ts';
import { nextActivity, progressLine } from '../../../src/cli/render/progress.ts';
import { displayWidth } from '../../../src/cli/render/width.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import { terminal } from './samples.ts';

const started: RunEvent = {
  type: 'migration-started',
  database: 'local',
  module: 'gateway',
  migration: 'V18__profiles',
  category: 'startup',
  index: 1,
  count: 12,
};
const applied: RunEvent = {
  type: 'migration-applied',
  database: 'local',
  module: 'gateway',
  migration: 'V18__profiles',
  durationMs: 12,
};
const waiting: RunEvent = {
  type: 'lock-waiting',
  database: 'production',
  module: 'gateway',
  holder: 'pid 4711, lockstep',
  waitedMs: 4000,
};

describe('plain lines', () => {
  test('say what was applied where, and in what time', () => {
    expect(progressLine(applied, false)).toBe('V18__profiles applied on local in 12 ms');
  });

  test('name the holder of the lock', () => {
    expect(progressLine(waiting, false)).toBe(
      'gateway on production: waiting for the lock, held by pid 4711, lockstep (4.0 s)',
    );
  });

  test('blame nobody where the database cannot tell who holds it', () => {
    expect(progressLine({ ...waiting, holder: null }, false)).toBe(
      'gateway on production: waiting for the lock (4.0 s)',
    );
  });

  test('count steps, whatever the number of databases', () => {
    const round = {
      migration: 'V18__profiles',
      category: 'startup',
      databases: ['local', 'production'],
    } as const;
    const planned = (...rounds: readonly (typeof round)[]): RunEvent => ({
      type: 'planned',
      module: 'gateway',
      rounds,
    });
    expect(progressLine(planned(round), false)).toBe('gateway: 1 step to apply');
    expect(progressLine(planned(round, round), false)).toBe('gateway: 2 steps to apply');
  });

  test('come once per ten seconds of waiting, and not at all when quiet', () => {
    const lines: string[] = [];
    const stream = { write: (text: string) => lines.push(text) };
    using progress = createProgress(stream, terminal(80), { quiet: false, live: false });
    for (let second = 0; second < 5; second += 1) progress.onEvent(waiting);
    expect(lines).toHaveLength(1);
    using silent = createProgress(stream, terminal(80), { quiet: true, live: false });
    silent.onEvent(applied);
    expect(lines).toHaveLength(1);
  });
});

describe('the live line', () => {
  test('says which step of how many, and since when', () => {
    expect(nextActivity(started, 1000, null)).toEqual({
      text: 'gateway, step 2 of 12: V18__profiles on local',
      since: 1000,
    });
    expect(nextActivity(waiting, 9000, null)?.since).toBe(5000);
  });

  test('shows elapsed time, fits the terminal, and is taken away at the end', async () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 40, write: (text: string) => written.push(text) };
    const progress = createProgress(stream, terminal(40), { quiet: false, live: true });
    progress.onEvent(started);
    await expect.poll(() => written.length, { timeout: 2000 }).toBeGreaterThan(1);
    const [line = ''] = written;
    expect(line).toContain('gateway, step 2 of 12: V18__pr');
    expect(line).toMatch(/… {2}\d+ ms$/);
    expect(displayWidth(line)).toBeLessThanOrEqual(40);
    progress[Symbol.dispose]();
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });

  test('leaves behind what must be known later', () => {
    const backup: RunEvent = { type: 'backup-written', database: 'local', file: 'backups/local.db' };
    expect(progressLine(backup, true)).toBe('local copied to backups/local.db');
    expect(progressLine(applied, true)).toBeNull();
  });
});

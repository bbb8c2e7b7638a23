import { describe, expect, it } from 'vitest';
import { LockstepError } from '../../src/core/errors.ts';
import { resolveTarget } from '../../src/core/resolve-target.ts';
import { chain } from './module-text.ts';

const versioned = chain('V17 V18 S001@V17 S002@V17 DM001@V17 V20');
const numbered = chain('001 002 100 S001 DM001');

describe('--to', () => {
  it.each([
    [versioned, 'V17', 'DM001__x'],
    [versioned, 'V18', 'V18__x'],
    [versioned, 'v20', 'V20__x'],
    [versioned, 'S001', 'S001__x'],
    [versioned, 'dm001', 'DM001__x'],
    [numbered, '2', '002_x'],
    [numbered, '002', '002_x'],
    [numbered, '100', '100_x'],
    [numbered, 's001', 'S001_x'],
  ])('%#: %s', (module, to, name) => {
    expect(resolveTarget(module, to)).toBe(name);
  });

  it.each([
    [versioned, 'V19', ['V18', 'V20', 'V17']],
    [versioned, 'V99', ['V20', 'V18', 'V17']],
    [versioned, '20', ['V20', 'V18', 'V17']],
    [versioned, 'S9', ['S002', 'S001']],
    [versioned, 'latest', ['V20', 'V18', 'V17']],
    [numbered, '3', ['002', '001', '100']],
    [numbered, 'V1', ['001', '002', '100']],
  ])('%#: %s is USAGE with the nearest ids', (module, to, near) => {
    const error = thrown(() => resolveTarget(module, to));
    expect(error).toMatchObject({ code: 'USAGE', details: { module: 'gateway', to, nearest: near } });
    expect(error.message).toContain(to);
    expect(error.hint).toContain(near.join(', '));
  });

  it('a module without steps has nothing near', () => {
    expect(thrown(() => resolveTarget(chain(''), 'V1')).hint).toContain('no migrations');
  });
});

function thrown(run: () => unknown): LockstepError {
  try {
    run();
  } catch (error) {
    if (error instanceof LockstepError) return error;
  }
  throw new Error('nothing was thrown');
}

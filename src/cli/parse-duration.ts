import { LockstepError } from '../core/errors.ts';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Returns a parser of `500ms`, `30s`, `2m`, `1h` into milliseconds that throws USAGE naming the flag. */
export function durationOption(flag: string): (value: string) => number {
  return (value) => {
    const [, amount, unit] = /^(\d{1,6}(?:\.\d+)?)(ms|s|m|h)$/.exec(value.trim()) ?? [];
    if (amount === undefined) {
      throw new LockstepError('USAGE', `${flag} takes a duration, not "${value}"`, {
        hint: `Write a number with its unit: ${flag} 500ms, 30s or 2m.`,
        details: { flag, value },
      });
    }
    return Number(amount) * units[unit as keyof typeof units];
  };
}

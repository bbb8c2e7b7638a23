import type { Random } from './random.ts';

/** Returns a UUID, in the form of version 4. */
export function uuidText(serial: number, random: Random): string {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => random.below(16).toString(16)).join('');
  return `${serial.toString(16).padStart(8, '0').slice(-8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}

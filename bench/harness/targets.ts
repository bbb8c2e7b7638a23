import type { Figure } from './figures.ts';

/**
 * What Lockstep sets itself: at most this many times the floor (of `start`, which reads one engine's scripts, the floor of
 * one folder; of `status` the bare process).
 */
const targets: Readonly<Record<string, number>> = {
  'apply in-process sqlite 1000': 1.15,
  'apply in-process postgres 1000': 1.1,
  'start in-process sqlite 1000': 1.3,
  'start in-process postgres 1000': 1.3,
  'start whole process sqlite 1000': 1.3,
  'start whole process postgres 1000': 1.3,
  'status whole process sqlite 30': 1.5,
  'status whole process postgres 30': 1.5,
};

/** Round trips per transactional migration. */
export const roundTripTarget = 1.2;

/** Returns the target of a figure, null where there is none. */
export function targetOf({ measure, variant, engine, count, participant }: Figure): number | null {
  if (!participant.startsWith('lockstep')) return null;
  return targets[`${measure} ${variant} ${engine} ${count}`] ?? null;
}

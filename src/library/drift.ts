import type { BaselineOptions, BaselineReport } from '../drift/adopt-baseline.ts';
import type { DriftOptions, DriftReport } from '../drift/find-drift.ts';
import type { ScratchOptions } from './scratch-options.ts';

/**
 * Returns how live databases differ from what their own histories make, each replayed from the files on a scratch database;
 * nothing is written to the live ones. Throws what stands in the way of a replay: CHECKSUM_MISMATCH, MISSING_FILE,
 * DATABASE_NEWER and their like, BASELINE_REQUIRED where there is no history; DATABASE_UNREACHABLE, DRIVER_MISSING,
 * LOCK_TIMEOUT where a step that is under way does not end.
 */
export async function drift(options: Omit<DriftOptions, 'openTwin'> & ScratchOptions): Promise<DriftReport> {
  const [{ findDrift }, { twinsAt }, { placeOf }] = await Promise.all([
    import('../drift/find-drift.ts'),
    import('../drift/open-twins.ts'),
    import('./scratch-options.ts'),
  ]);
  for (const module of options.modules) module.readScripts?.();
  return findDrift({ ...options, openTwin: twinsAt(placeOf(options)) });
}

/**
 * Takes databases over that are in shape: where a live catalog is exactly what a replay up to the step makes, every step up
 * to it gets a history row with the note `adopted`, all of them or none; else the differences come back and nothing is
 * written, on any of them. Throws CONFIG_INVALID where a history has rows already, or a schema is not any more what was
 * compared (`details.adopted` names the databases that had their rows by then), HISTORY_FOREIGN, RESET_REQUIRED where an
 * older history stands there, USAGE for a step that the files do not have, DATABASE_UNREACHABLE, DRIVER_MISSING,
 * LOCK_TIMEOUT.
 */
export async function baseline(
  options: Omit<BaselineOptions, 'openTwin'> & ScratchOptions,
): Promise<BaselineReport> {
  const [{ adoptBaseline }, { twinsAt }, { placeOf }] = await Promise.all([
    import('../drift/adopt-baseline.ts'),
    import('../drift/open-twins.ts'),
    import('./scratch-options.ts'),
  ]);
  for (const module of options.modules) module.readScripts?.();
  return adoptBaseline({ ...options, openTwin: twinsAt(placeOf(options)) });
}

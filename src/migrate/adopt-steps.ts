import { LockstepError } from '../core/errors.ts';
import type { Migration } from '../core/migration.ts';
import type { Adoption, Reader } from '../drivers/port.ts';
import { LockWait } from './lock-wait.ts';
import { rereadState } from './read-state.ts';
import { type ModuleState, type Run, writableSession } from './run.ts';

/**
 * Writes history rows for steps that are on the database already, all of them or none, and leaves the state re-read. Waits
 * for the lock, and asks under it whether the schema is still what was compared. Throws CONFIG_INVALID where it is not, or
 * where the history has got rows in between, LOCK_TIMEOUT, INTERRUPTED.
 */
export async function adoptSteps(
  run: Pick<Run, 'actor' | 'lockTimeoutMs' | 'signal' | 'emit' | 'checkpoint'>,
  state: ModuleState,
  steps: readonly Migration[],
  isStillSo: (reader: Reader) => Promise<boolean>,
): Promise<void> {
  const wait = new LockWait(run, state);
  const session = writableSession(state);
  const { format, revision, installTarget } = state.snapshot;
  const rows = steps.flatMap(({ name, category, scripts }) => {
    const script = scripts[session.engine];
    return script === null ? [] : [{ name, category, checksum: script.checksum }];
  });
  const expected = { format, revision, installTarget };
  let isChanged = false;
  const adoption: Adoption = {
    history: state.history,
    rows,
    appliedBy: run.actor,
    expected,
    async isStillSo(reader) {
      isChanged = !(await isStillSo(reader));
      return !isChanged;
    },
  };
  for (;;) {
    run.checkpoint();
    const result = await session.adopt(adoption);
    if (result.outcome === 'adopted') return rereadState(run, state);
    if (result.outcome === 'moved') {
      throw new LockstepError(
        'CONFIG_INVALID',
        `${state.database.address.name}: the ${isChanged ? 'schema' : 'history'} changed while the database was being compared; nothing was written there`,
        {
          hint: isChanged
            ? 'Run it again: it lists what differs now.'
            : 'Run lockstep status to see what stands there now.',
        },
      );
    }
    await wait.untilFree(result.holder);
  }
}

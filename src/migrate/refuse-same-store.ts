import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LockstepError } from '../core/errors.ts';
import type { DatabaseReading } from './report-run.ts';

/**
 * Throws CONFIG_INVALID where two addresses lead to one store, also to a file that does not exist yet: a pair run would
 * wait for itself.
 */
export async function refuseSameStore(readings: readonly DatabaseReading[]): Promise<void> {
  if (readings.length < 2) return;
  const seen = new Map<string, string>();
  for (const reading of readings) {
    const identity = await identityOf(reading);
    const { name } = reading.address;
    const other = seen.get(identity);
    if (other !== undefined)
      throw new LockstepError('CONFIG_INVALID', `${other} and ${name} are one store under two addresses`, {
        hint: 'Name each database once.',
        details: { databases: [other, name] },
      });
    seen.set(identity, name);
  }
}

async function identityOf({ address, states }: DatabaseReading): Promise<string> {
  const session = states.find((state) => state.session !== null)?.session;
  if (session) return session.identity();
  if (address.location.kind !== 'file') return address.url;
  const { path } = address.location;
  return join(realFolder(dirname(path)), basename(path));
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

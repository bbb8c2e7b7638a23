import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Returns a new empty folder. It goes with the run. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(inject('runFolder'), 'folder-'));
  // Readable to the user that PostgreSQL runs as, where the tests run as root.
  chmodSync(folder, 0o755);
  return folder;
}

import { mkdir } from 'node:fs/promises';
import type { ErrorCode } from '../../core/error-codes.ts';
import { LockstepError } from '../../core/errors.ts';
import type { Home } from './home.ts';

/** Why a folder cannot be made, by the system's code. */
const codes: Readonly<Record<string, ErrorCode>> = {
  EACCES: 'PERMISSION_DENIED',
  EPERM: 'PERMISSION_DENIED',
  EROFS: 'READ_ONLY_DATABASE',
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
};

/** Makes the folder of an embedded server where there is none. Throws the code of why it cannot be made. */
export async function makeHome({ folder }: Pick<Home, 'folder'>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const { code = 'UNKNOWN' } = cause as NodeJS.ErrnoException;
    const message = `the folder of the embedded PostgreSQL cannot be made (${code}): ${folder}`;
    throw new LockstepError(codes[code] ?? 'CONFIG_INVALID', message, {
      hint: 'Let this user write to the folder of the configuration, or name a PostgreSQL server instead of embedded:postgres.',
      details: { folder, systemCode: code },
      cause,
    });
  }
}

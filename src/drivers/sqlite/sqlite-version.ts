import { LockstepError } from '../../core/errors.ts';

/** Throws ENGINE_TOO_OLD below 3.45, the version of libsql and sqld: what runs there runs everywhere. */
export function refuseOldSqlite(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 3 || (major === 3 && minor >= 45)) return;
  throw new LockstepError('ENGINE_TOO_OLD', `SQLite ${version} is older than 3.45`, { details: { version } });
}

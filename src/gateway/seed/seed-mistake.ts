import { LockstepError } from '../../index.ts';

/** Returns what is wrong with the declarative file beside what the store holds. */
export function seedMistake(message: string, cause?: unknown): LockstepError {
  return new LockstepError('CONFIG_INVALID', `GATEWAY_CONFIG: ${message}`, {
    hint: 'Mend the file; nothing of it was applied. Or start with --no-seed-config.',
    ...(cause === undefined ? {} : { cause }),
  });
}

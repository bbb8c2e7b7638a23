import { LockstepError } from '../../core/errors.ts';

/** Returns the name as lower-case words joined by underscores. Throws USAGE where something else is left in it. */
export function snakeCase(name: string): string {
  const words = name
    .replace(/\.sql$/i, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[\s._-]+/)
    .filter((word) => word !== '');
  const joined = words.join('_');
  // File systems stop at 255 bytes; nobody reads that far.
  if (/^[a-z0-9_]{1,200}$/.test(joined)) return joined;
  throw new LockstepError('USAGE', `${JSON.stringify(name)} cannot be the name of a migration.`, {
    hint: 'Use up to 200 letters a to z, digits and underscores, e.g. add_user_email.',
    details: { name },
  });
}

/** The same as `engines` in package.json. */
const oldest = '22.22.0';

/**
 * Returns what to say of a Node (`v20.1.0`) that is too old for Lockstep, or null where it is not. A driver can end the
 * process on an old one without a word, so this is asked before one is loaded.
 */
export function describeOldNode(version: string): string | null {
  const isOld = version.replace(/^v/, '').localeCompare(oldest, 'en', { numeric: true }) < 0;
  return isOld ? `Lockstep needs Node.js 22.22 or later; this is ${version}.` : null;
}

export const oldNodeHint = 'Install Node.js 24, or put a newer one first on the PATH.';

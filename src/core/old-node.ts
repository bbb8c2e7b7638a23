/** The same as `engines` in package.json. */
const oldest = { major: 22, minor: 22 };

/**
 * Returns what to say of a Node (`v20.1.0`) that is too old for Lockstep, or null where it is not. A driver can end the
 * process on an old one without a word, so this is asked before one is loaded.
 */
export function describeOldNode(version: string): string | null {
  // Not by localeCompare, which loads the rules of languages: a quarter of the time that Node itself takes to start.
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isOld = major < oldest.major || (major === oldest.major && minor < oldest.minor);
  return isOld ? `Lockstep needs Node.js 22.22 or later; this is ${version}.` : null;
}

export const oldNodeHint = 'Install Node.js 24, or put a newer one first on the PATH.';

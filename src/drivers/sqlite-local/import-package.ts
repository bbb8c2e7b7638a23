import { LockstepError } from '../../core/errors.ts';
import { describeOldNode, oldNodeHint } from '../../core/old-node.ts';

/**
 * Returns what the import gives. Throws DRIVER_MISSING with the line that installs (or repairs) the package, and
 * ENGINE_TOO_OLD on a Node that is too old.
 */
export async function importPackage<T>(name: string, load: () => T | Promise<T>): Promise<T> {
  const tooOld = describeOldNode(process.version);
  if (tooOld !== null) throw new LockstepError('ENGINE_TOO_OLD', tooOld, { hint: oldNodeHint });
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code?.endsWith('MODULE_NOT_FOUND') ? whatIsMissing(message) : null;
    const isAbsent = missing === name;
    throw new LockstepError(
      'DRIVER_MISSING',
      isAbsent
        ? `the package ${name} is not installed`
        : `the package ${name} cannot be loaded: ${message.replace(/\nRequire stack:[\s\S]*/, '')}`,
      {
        hint: isAbsent
          ? `Run: npm install ${name}`
          : missing !== null
            ? // Binaries come as optional packages, one per platform: left out, or of another platform's lock file.
              `Run: npm install --include=optional ${name}`
            : `Run: npm rebuild ${name}, or reinstall it: npm install ${name}`,
        details: { package: name },
        cause: error,
      },
    );
  }
}

/** The package that could not be found: it need not be the one that was asked for. */
function whatIsMissing(message: string): string | null {
  return /^Cannot find (?:module|package) '([^'./][^']*)'/.exec(message)?.[1] ?? null;
}

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
    const isAbsent = code?.endsWith('MODULE_NOT_FOUND') === true && message.includes(name);
    throw new LockstepError(
      'DRIVER_MISSING',
      isAbsent ? `the package ${name} is not installed` : `the package ${name} cannot be loaded: ${message}`,
      {
        hint: isAbsent
          ? `Run: npm install ${name}`
          : `Run: npm rebuild ${name}, or reinstall it: npm install ${name}`,
        details: { package: name },
        cause: error,
      },
    );
  }
}

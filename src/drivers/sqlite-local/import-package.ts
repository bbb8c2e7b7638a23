import { LockstepError } from '../../core/errors.ts';

/** Returns what the import gives. Throws DRIVER_MISSING with the line that installs (or repairs) the package. */
export async function importPackage<T>(name: string, load: () => T | Promise<T>): Promise<T> {
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

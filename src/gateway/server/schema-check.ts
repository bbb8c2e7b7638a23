import { checkReadiness, type Database, LockstepError, openDatabase, type Readiness } from '../../index.ts';

type Question = Omit<Parameters<typeof checkReadiness>[0], 'database' | 'signal'>;

/** Looks at one database again and again. */
export interface SchemaCheck extends AsyncDisposable {
  /** What `verify` would make of the database now, also where it cannot be reached. Throws INTERRUPTED on an abort. */
  look(signal: AbortSignal): Promise<Readiness>;
}

/** Returns the check without connecting. One connection is kept between two looks, and given up with a look that was stopped. */
export function createSchemaCheck(url: string, question: Question): SchemaCheck {
  let database: Promise<Database> | null = null;

  async function discard(which: Promise<Database>): Promise<void> {
    if (database === which) database = null;
    await which.then((opened) => opened[Symbol.asyncDispose]()).catch(() => undefined);
  }

  return {
    async look(signal) {
      const opening = (database ??= openDatabase(url, { signal }));
      // Whoever stops a look was not answered: who asks behind that question would not be either.
      signal.addEventListener('abort', () => void discard(opening), { once: true });
      try {
        return await checkReadiness({ ...question, database: await opening, signal });
      } catch (error) {
        void discard(opening);
        if (signal.aborted || !(error instanceof LockstepError)) throw error;
        // What was wrong with the opening is an answer, too.
        return checkReadiness({ ...question, database: url, signal });
      }
    },
    async [Symbol.asyncDispose]() {
      if (database !== null) await discard(database);
    },
  };
}

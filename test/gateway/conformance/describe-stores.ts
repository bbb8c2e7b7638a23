import { afterAll, beforeAll, describe } from 'vitest';
import type { Store } from '../../../src/gateway/domain/store.ts';
import { sqldMissing } from '../../servers/sqld.ts';
import { type MigratedDatabase, migratedDatabase, storeNames } from '../stores/store-subjects.ts';

/** What the tests of a suite work on: one database per driver for all of them, so each makes rows of its own. */
export interface StoreSubject {
  readonly store: Store;
  readonly database: MigratedDatabase;
  /** A moment that no other call was given, later than all before; the store's clock gives these as well. */
  readonly now: () => Date;
  /** A text that no other call was given, of lower-case letters and digits. */
  readonly unique: (prefix?: string) => string;
}

/** Runs one suite over every driver. A test asks for nothing but the subject: no test knows which driver it runs on. */
export function describeStores(name: string, suite: (subject: () => StoreSubject) => void): void {
  describe.each(storeNames)(`${name} on %s`, (driver) => {
    const missing = driver === 'libsql server' ? sqldMissing() : null;
    describe.skipIf(missing !== null)(missing ?? 'behaves', () => {
      let subject: StoreSubject | null = null;
      beforeAll(async () => {
        const database = await migratedDatabase(driver);
        let moment = Date.parse('2026-03-01T12:00:00.000Z');
        let count = 0;
        const now = (): Date => new Date((moment += 1000));
        const store = await database.open({ now });
        subject = { store, database, now, unique: (prefix = 'x') => `${prefix}${++count}` };
      });
      afterAll(() => subject?.database[Symbol.asyncDispose]());
      suite(() => {
        if (subject === null) throw new Error('the subject was not made');
        return subject;
      });
    });
  });
}

import { afterEach, beforeEach, describe, test } from 'vitest';
import type { Session } from '../../src/drivers/port.ts';
import { type Steps, stepsFor } from './step-write.ts';
import type { Subject, SubjectDatabase } from './subject.ts';

/** What every test of a suite starts with: an empty database and a session on it. */
export interface Fixture extends Steps {
  readonly subject: Subject;
  database: SubjectDatabase;
  session: Session;
  /** As vitest's `test`, left out where the subject gives a reason. */
  readonly it: (name: string, run: () => Promise<void>, timeoutMs?: number) => void;
}

/** Opens a `describe` for the subject; skipped, with the reason in its title, where the subject is missing. */
export function describeSubject(subject: Subject, title: string, define: (fixture: Fixture) => void): void {
  const missing = subject.missing();
  const name = `${subject.name}: ${title}`;
  describe.skipIf(missing !== null)(missing === null ? name : `${name} (${missing})`, () => {
    const fixture: Fixture = {
      subject,
      ...stepsFor(subject),
      database: undefined as unknown as SubjectDatabase,
      session: undefined as unknown as Session,
      it(testName, run, timeoutMs) {
        const reason = subject.skips?.[testName];
        if (reason === undefined) test(testName, run, timeoutMs);
        else test.skip(`${testName} (${reason})`);
      },
    };
    beforeEach(async () => {
      fixture.database = await subject.fresh();
      fixture.session = await fixture.database.open();
    });
    afterEach(() => fixture.database.drop());
    define(fixture);
  });
}

import { afterAll } from 'vitest';
import { describeRebuilds } from '../conformance/describe-rebuilds.ts';
import { describeTampering } from '../conformance/describe-tampering.ts';
import { describeSession } from '../conformance/describe-session.ts';
import { serverSubject } from './sqlite-subjects.ts';

/** `npm test` itself; the matrix and the long run have the time. */
const isShort = process.env['LOCKSTEP_TEST_MODE'] === 'test';

for (const protocol of ['http', 'ws'] as const) {
  // The way to the server is the driver's part; what it is asked is the same: the second way in longer runs.
  if (isShort && protocol === 'ws') continue;
  const subject = serverSubject(protocol);
  afterAll(() => subject.stop());
  describeSession(subject);
  describeRebuilds(subject);
  describeTampering(subject);
}

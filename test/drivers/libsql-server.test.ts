import { afterAll } from 'vitest';
import { describeRebuilds } from '../conformance/describe-rebuilds.ts';
import { describeTampering } from '../conformance/describe-tampering.ts';
import { describeSession } from '../conformance/describe-session.ts';
import { serverSubject } from './sqlite-subjects.ts';

const isLong = process.env['LOCKSTEP_TEST_MODE'] === 'crash';

for (const protocol of ['http', 'ws'] as const) {
  const subject = serverSubject(protocol);
  afterAll(() => subject.stop());
  describeSession(subject);
  // What scripts do to tables is the server's part, whatever the way to it: over one of them in a short run.
  if (!isLong && protocol === 'ws') continue;
  describeRebuilds(subject);
  describeTampering(subject);
}

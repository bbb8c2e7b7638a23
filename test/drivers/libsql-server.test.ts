import { afterAll } from 'vitest';
import { describeRebuilds } from '../conformance/describe-rebuilds.ts';
import { describeTampering } from '../conformance/describe-tampering.ts';
import { describeSession } from '../conformance/describe-session.ts';
import { serverSubject } from './sqlite-subjects.ts';

for (const protocol of ['http', 'ws'] as const) {
  const subject = serverSubject(protocol);
  afterAll(() => subject.stop());
  describeSession(subject);
  describeRebuilds(subject);
  describeTampering(subject);
}

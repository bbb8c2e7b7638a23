import { describeAdopting } from './describe-adopting.ts';
import { describeApplying } from './describe-applying.ts';
import { describeLocking } from './describe-locking.ts';
import { describePreparing } from './describe-preparing.ts';
import { describeReading } from './describe-reading.ts';
import { describeSeries } from './describe-series.ts';
import type { Subject } from './subject.ts';

/** Everything that the port promises of every driver. */
export function describeSession(subject: Subject): void {
  describeReading(subject);
  describeApplying(subject);
  describeSeries(subject);
  describeLocking(subject);
  describePreparing(subject);
  describeAdopting(subject);
}

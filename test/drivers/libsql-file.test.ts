import { describeSession } from '../conformance/describe-session.ts';
import { describeRebuilds } from '../conformance/describe-rebuilds.ts';
import { describeTampering } from '../conformance/describe-tampering.ts';
import { fileSubject } from './sqlite-subjects.ts';

describeSession(fileSubject('libsql', 'wal'));
describeRebuilds(fileSubject('libsql', 'wal'));
describeTampering(fileSubject('libsql', 'wal'));
describeSession(fileSubject('libsql', 'delete'));
describeRebuilds(fileSubject('libsql', 'delete'));
describeTampering(fileSubject('libsql', 'delete'));

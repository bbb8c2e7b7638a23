import { describeSession } from '../conformance/describe-session.ts';
import { describeRebuilds } from '../conformance/describe-rebuilds.ts';
import { fileSubject } from './sqlite-subjects.ts';

describeSession(fileSubject('libsql', 'wal'));
describeRebuilds(fileSubject('libsql', 'wal'));
describeSession(fileSubject('libsql', 'delete'));
describeRebuilds(fileSubject('libsql', 'delete'));

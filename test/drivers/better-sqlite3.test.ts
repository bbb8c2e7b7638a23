import { describeSession } from '../conformance/describe-session.ts';
import { describeRebuilds } from '../conformance/describe-rebuilds.ts';
import { describeTampering } from '../conformance/describe-tampering.ts';
import { fileSubject } from './sqlite-subjects.ts';

describeSession(fileSubject('better-sqlite3', 'wal'));
describeRebuilds(fileSubject('better-sqlite3', 'wal'));
describeTampering(fileSubject('better-sqlite3', 'wal'));
describeSession(fileSubject('better-sqlite3', 'delete'));
describeRebuilds(fileSubject('better-sqlite3', 'delete'));
describeTampering(fileSubject('better-sqlite3', 'delete'));

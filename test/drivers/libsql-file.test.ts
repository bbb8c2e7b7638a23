import { describeSession } from '../conformance/describe-session.ts';
import { fileSubject } from './sqlite-subjects.ts';

describeSession(fileSubject('libsql', 'wal'));
describeSession(fileSubject('libsql', 'delete'));

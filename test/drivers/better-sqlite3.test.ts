import { describeSession } from '../conformance/describe-session.ts';
import { fileSubject } from './sqlite-subjects.ts';

describeSession(fileSubject('better-sqlite3', 'wal'));
describeSession(fileSubject('better-sqlite3', 'delete'));

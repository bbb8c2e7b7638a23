import { describeSession } from '../conformance/describe-session.ts';
import { pgSubject } from './pg-subject.ts';

describeSession(pgSubject);

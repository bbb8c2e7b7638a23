import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { sqldHttpSubject } from './subjects.ts';

const plan = killPlan();

// After a client was killed in a transaction, the next one waits for five seconds: a short race has fewer.
describeKills(sqldHttpSubject, plan.isExhaustive ? plan : { ...plan, processes: 5, victims: 1 });

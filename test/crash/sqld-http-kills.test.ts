import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { sqldHttpSubject } from './subjects.ts';

const plan = killPlan();

// After a client was killed in a transaction, the next one waits for five seconds: a short run kills less.
describeKills(sqldHttpSubject, plan.isExhaustive ? plan : { ...plan, kills: 5, victims: 1 });

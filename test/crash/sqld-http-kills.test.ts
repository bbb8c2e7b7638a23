import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { sqldHttpSubject } from './subjects.ts';

const plan = killPlan();

// Slower than the others: a short run kills over http and races over ws.
describeKills(sqldHttpSubject, plan.isExhaustive ? plan : { ...plan, races: 0 });

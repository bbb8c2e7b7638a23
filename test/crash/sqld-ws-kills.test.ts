import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { sqldWsSubject } from './subjects.ts';

const plan = killPlan();

// Slower than the others: a short run kills over http and races over ws.
describeKills(sqldWsSubject, plan.isExhaustive ? plan : { ...plan, kills: 0, processes: 5, victims: 1 });

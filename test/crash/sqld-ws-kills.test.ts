import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { sqldWsSubject } from './subjects.ts';

const plan = killPlan();

// Slower than the others, and beside one of their kind: a short race has fewer of them.
describeKills(sqldWsSubject, plan.isExhaustive ? plan : { ...plan, processes: 5, victims: 1 });

import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { sqldWsSubject } from './subjects.ts';

const plan = killPlan();

// Slower than the others, and beside one of their kind: a short run kills less.
describeKills(sqldWsSubject, plan.isExhaustive ? plan : { ...plan, kills: 8 });

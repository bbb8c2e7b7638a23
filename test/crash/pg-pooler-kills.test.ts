import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { pgPoolerSubject } from './subjects.ts';

const plan = killPlan();

// Kills are those of a client without a pooler: a short run races.
describeKills(pgPoolerSubject, plan.isExhaustive ? plan : { ...plan, kills: 0 });

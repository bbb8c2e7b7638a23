import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { pgPoolerSubject } from './subjects.ts';

describeKills(pgPoolerSubject, killPlan());

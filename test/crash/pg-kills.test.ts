import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { pgSubject } from './subjects.ts';

describeKills(pgSubject, killPlan());

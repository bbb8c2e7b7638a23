import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { sqldSubject } from './subjects.ts';

describeKills(sqldSubject, killPlan());

import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { sqldHttpSubject } from './subjects.ts';

describeKills(sqldHttpSubject, killPlan());

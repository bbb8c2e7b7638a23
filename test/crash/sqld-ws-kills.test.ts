import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { sqldWsSubject } from './subjects.ts';

describeKills(sqldWsSubject, killPlan());

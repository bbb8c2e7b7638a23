import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { betterSqliteSubject } from './subjects.ts';

describeKills(betterSqliteSubject, killPlan());

import { describeKills } from './describe-kills.ts';
import { killPlan } from './kill-plan.ts';
import { libsqlFileSubject } from './subjects.ts';

describeKills(libsqlFileSubject, killPlan());

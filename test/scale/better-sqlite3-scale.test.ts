import { describeScale } from './describe-scale.ts';
import { betterSqlite3Subject } from './subjects.ts';

describeScale(betterSqlite3Subject);

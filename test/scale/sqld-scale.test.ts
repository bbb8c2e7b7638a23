import { describeScale } from './describe-scale.ts';
import { sqldSubject } from './subjects.ts';

describeScale(sqldSubject);

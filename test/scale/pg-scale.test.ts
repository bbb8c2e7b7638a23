import { describeScale } from './describe-scale.ts';
import { pgSubject } from './subjects.ts';

describeScale(pgSubject);

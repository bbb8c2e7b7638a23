import { describeScale } from './describe-scale.ts';
import { checkSubject } from './subjects.ts';

describeScale(checkSubject);

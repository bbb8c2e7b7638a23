import { describeScale } from './describe-scale.ts';
import { libsqlFileSubject } from './subjects.ts';

describeScale(libsqlFileSubject);

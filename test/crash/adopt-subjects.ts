import type { KillSubject } from './kill-subject.ts';
import {
  betterSqliteSubject,
  libsqlFileSubject,
  pgPoolerSubject,
  pgSubject,
  sqldHttpSubject,
  sqldWsSubject,
} from './subjects.ts';

/** Every way to a database that is taken over or looked at. */
export const subjects: readonly KillSubject[] = [
  pgSubject,
  pgPoolerSubject,
  betterSqliteSubject,
  libsqlFileSubject,
  sqldHttpSubject,
  sqldWsSubject,
];

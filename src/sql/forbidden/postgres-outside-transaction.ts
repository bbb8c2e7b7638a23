import type { ForbiddenRule } from './rule.ts';
import { statementHead } from './statement-head.ts';

/** What the server refuses inside a transaction with 25001 ("cannot run inside a transaction block"). */
const forms: readonly { readonly name: string; readonly head: RegExp }[] = [
  { name: 'CREATE INDEX CONCURRENTLY', head: /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY\b/ },
  { name: 'DROP INDEX CONCURRENTLY', head: /^DROP INDEX CONCURRENTLY\b/ },
  {
    name: 'REINDEX CONCURRENTLY',
    head: /^REINDEX (?:\( .*?\bCONCURRENTLY\b(?! (?:FALSE|OFF|0)\b)|(?:\( [^)]*\) )?\w+ CONCURRENTLY\b)/,
  },
  { name: 'REINDEX SCHEMA', head: /^REINDEX (?:\( [^)]*\) )?SCHEMA\b/ },
  { name: 'REINDEX DATABASE', head: /^REINDEX (?:\( [^)]*\) )?DATABASE\b/ },
  { name: 'REINDEX SYSTEM', head: /^REINDEX (?:\( [^)]*\) )?SYSTEM\b/ },
  { name: 'VACUUM', head: /^VACUUM\b/ },
  { name: 'CLUSTER of all tables', head: /^CLUSTER(?: VERBOSE| \( [^)]*\))?$/ },
  { name: 'CREATE DATABASE', head: /^CREATE DATABASE\b/ },
  { name: 'DROP DATABASE', head: /^DROP DATABASE\b/ },
  { name: 'ALTER DATABASE SET TABLESPACE', head: /^ALTER DATABASE \S+ SET TABLESPACE\b/ },
  { name: 'CREATE TABLESPACE', head: /^CREATE TABLESPACE\b/ },
  { name: 'DROP TABLESPACE', head: /^DROP TABLESPACE\b/ },
  { name: 'ALTER SYSTEM', head: /^ALTER SYSTEM\b/ },
  { name: 'DISCARD ALL', head: /^DISCARD ALL\b/ },
  {
    name: 'ALTER TABLE DETACH PARTITION CONCURRENTLY',
    head: /^ALTER TABLE .*\bDETACH PARTITION .*\bCONCURRENTLY$/,
  },
  {
    name: 'CREATE SUBSCRIPTION',
    head: /^CREATE SUBSCRIPTION\b(?!.*\b(?:CREATE_SLOT|CONNECT) = (?:FALSE|OFF|0)\b)/,
  },
];

/** Allowed with `transaction=none`, where each statement is sent alone. */
export const postgresOutsideTransaction: ForbiddenRule = {
  id: 'outside-transaction',
  mentions: /concurrently|\b(?:reindex|vacuum|cluster|database|tablespace|system|discard|subscription)\b/i,
  find: (statement, { transaction }) => {
    const token = statement.head[0];
    if (transaction === 'none' || token === undefined) return null;
    const beginning = statementHead(statement);
    const form = forms.find(({ head }) => head.test(beginning));
    if (form === undefined) return null;
    return {
      token,
      message: `${form.name} cannot run in a transaction`,
      hint: 'Put it into a version of its own with the header line -- lockstep: transaction=none.',
    };
  },
};

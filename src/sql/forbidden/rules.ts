import type { Engine } from '../../core/engine.ts';
import { postgresCopyClient } from './postgres-copy-client.ts';
import { postgresOutsideTransaction } from './postgres-outside-transaction.ts';
import { postgresPsqlCommand } from './postgres-psql-command.ts';
import { postgresTransactionControl } from './postgres-transaction-control.ts';
import { postgresUnnamedIndex } from './postgres-unnamed-index.ts';
import type { ForbiddenRule } from './rule.ts';
import { sqliteAttach } from './sqlite-attach.ts';
import { sqliteOrRollback } from './sqlite-or-rollback.ts';
import { sqliteParameter } from './sqlite-parameter.ts';
import { sqlitePragma } from './sqlite-pragma.ts';
import { sqliteTransactionControl } from './sqlite-transaction-control.ts';
import { sqliteVacuum } from './sqlite-vacuum.ts';

/** Every forbidden rule. Adding one is its file, its test, and one line here. */
export const forbiddenRules: Readonly<Record<Engine, readonly ForbiddenRule[]>> = {
  postgres: [
    postgresTransactionControl,
    postgresOutsideTransaction,
    postgresUnnamedIndex,
    postgresCopyClient,
    postgresPsqlCommand,
  ],
  sqlite: [
    sqliteTransactionControl,
    sqlitePragma,
    sqliteVacuum,
    sqliteAttach,
    sqliteOrRollback,
    sqliteParameter,
  ],
};

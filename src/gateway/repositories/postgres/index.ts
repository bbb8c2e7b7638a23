import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { Repositories } from '../../domain/store.ts';
import type { PostgresDatabase } from './database.ts';
import { apiKeys } from './api-keys.ts';
import { grants } from './grants.ts';
import { budgets } from './budgets.ts';
import { auditLog } from './audit-log.ts';
import { usageLedger } from './usage-ledger.ts';
import { providers } from './providers.ts';
import { requestLog } from './request-log.ts';
import { memberships } from './memberships.ts';
import { models } from './models.ts';
import { prices } from './prices.ts';
import { routes } from './routes.ts';
import { teams } from './teams.ts';
import { users } from './users.ts';
import { serviceAccounts } from './service-accounts.ts';
import { sessions } from './sessions.ts';
import { invitations } from './invitations.ts';
import { settings } from './settings.ts';

export type { PostgresDatabase };

/** Returns the repositories over one database or transaction. */
export function postgresRepositories(db: PostgresDatabase, context: RepositoryContext): Repositories {
  return {
    apiKeys: apiKeys(db, context),
    grants: grants(db, context),
    budgets: budgets(db, context),
    auditLog: auditLog(db, context),
    usageLedger: usageLedger(db, context),
    providers: providers(db, context),
    requestLog: requestLog(db, context),
    memberships: memberships(db, context),
    models: models(db, context),
    prices: prices(db, context),
    routes: routes(db, context),
    teams: teams(db, context),
    users: users(db, context),
    serviceAccounts: serviceAccounts(db, context),
    sessions: sessions(db, context),
    invitations: invitations(db, context),
    settings: settings(db, context),
  };
}

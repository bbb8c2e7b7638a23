import { auditLogOperations, type AuditLogRepository } from './audit-log.ts';
import type { Operations } from './operation.ts';
import { requestLogOperations } from './request-log-operations.ts';
import type { RequestLogRepository } from './request-log.ts';
import { providerOperations, type ProviderRepository } from './providers.ts';
import { apiKeyOperations, type ApiKeyRepository } from './api-keys.ts';
import { grantOperations, type GrantRepository } from './grants.ts';
import { membershipOperations, type MembershipRepository } from './memberships.ts';
import { modelOperations, type ModelRepository } from './models.ts';
import { priceOperations, type PriceRepository } from './prices.ts';
import { routeOperations, type RouteRepository } from './routes.ts';
import { teamOperations, type TeamRepository } from './teams.ts';
import { userOperations, type UserRepository } from './users.ts';
import { budgetOperations, type BudgetRepository } from './budgets.ts';
import { usageLedgerOperations, type UsageLedgerRepository } from './usage-ledger.ts';
import { serviceAccountOperations, type ServiceAccountRepository } from './service-accounts.ts';
import { sessionOperations, type SessionRepository } from './sessions.ts';
import { invitationOperations, type InvitationRepository } from './invitations.ts';
import { settingOperations, type SettingRepository } from './settings.ts';

/** One repository per aggregate. */
export interface Repositories {
  readonly apiKeys: ApiKeyRepository;
  readonly grants: GrantRepository;
  readonly budgets: BudgetRepository;
  readonly auditLog: AuditLogRepository;
  readonly usageLedger: UsageLedgerRepository;
  readonly providers: ProviderRepository;
  readonly requestLog: RequestLogRepository;
  readonly memberships: MembershipRepository;
  readonly models: ModelRepository;
  readonly prices: PriceRepository;
  readonly routes: RouteRepository;
  readonly teams: TeamRepository;
  readonly users: UserRepository;
  readonly serviceAccounts: ServiceAccountRepository;
  readonly sessions: SessionRepository;
  readonly invitations: InvitationRepository;
  readonly settings: SettingRepository;
}

/** How each method of each repository is called. */
export const operations: { readonly [Name in keyof Repositories]: Operations<Repositories[Name]> } = {
  apiKeys: apiKeyOperations,
  grants: grantOperations,
  budgets: budgetOperations,
  auditLog: auditLogOperations,
  usageLedger: usageLedgerOperations,
  providers: providerOperations,
  requestLog: requestLogOperations,
  memberships: membershipOperations,
  models: modelOperations,
  prices: priceOperations,
  routes: routeOperations,
  teams: teamOperations,
  users: userOperations,
  serviceAccounts: serviceAccountOperations,
  sessions: sessionOperations,
  invitations: invitationOperations,
  settings: settingOperations,
};

/** How a unit of work is run. */
export interface UnitOfWorkOptions {
  /** Ends waiting for others, and rolls the unit back between two calls, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The store of the gateway, whichever engine keeps it. Every method of every repository throws StoreErrors only. */
export interface Store extends Repositories, AsyncDisposable {
  /**
   * Runs the work in one transaction on a connection of its own and returns what it returns; nothing of it stays where it
   * throws. An error of a repository ends the unit, also where the work catches it. The work may run again from its
   * beginning where others were in the way, so it must do nothing outside of its repositories that cannot be repeated.
   */
  unitOfWork<T>(work: (repositories: Repositories) => Promise<T>, options?: UnitOfWorkOptions): Promise<T>;
  /** Returns when the database answers. Throws Unavailable. */
  ping(): Promise<void>;
  /**
   * Waits for what is under way, up to the limit: then its connections are destroyed, and it is Unavailable, as every later call
   * is. Defaults to the time that a server may take to answer. May be called twice; the first limit counts.
   */
  close(options?: { readonly limitMs?: number }): Promise<void>;
}

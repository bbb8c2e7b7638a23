import type { NewAuditEntry } from './audit-log.ts';
import type { Repositories, Store, UnitOfWorkOptions } from './store.ts';

/** A change that was made, and what the audit log says about it. */
export interface Audited<T> {
  readonly result: T;
  readonly entry: NewAuditEntry;
}

/**
 * Makes a change and appends its audit entry in one unit of work, and returns what the change gave. Both stay or none: a change
 * whose entry is refused is rolled back.
 */
export function runAudited<T>(
  store: Pick<Store, 'unitOfWork'>,
  change: (repositories: Repositories) => Promise<Audited<T>>,
  options?: UnitOfWorkOptions,
): Promise<T> {
  return store.unitOfWork(async (repositories) => {
    const { result, entry } = await change(repositories);
    await repositories.auditLog.append(entry);
    return result;
  }, options);
}

/** What a repository takes from outside besides its database, so that two stores can be given the same. */
export interface RepositoryContext {
  /** The moment that goes into created_at and its like: the application's clock, on every engine. */
  readonly now: () => Date;
  /** A new UUID in lower case. */
  readonly newId: () => string;
}

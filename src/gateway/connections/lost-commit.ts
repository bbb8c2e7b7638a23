/** The connection went away while a COMMIT was under way. The driver's error is the cause. */
export class LostCommit extends Error {
  constructor(cause: unknown) {
    super('The answer to a COMMIT was lost', { cause });
    this.name = 'LostCommit';
  }
}

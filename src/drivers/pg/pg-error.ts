/** What pg throws: the server's fields, or a socket's error without them. */
export interface PgError extends Error {
  readonly code?: string;
  readonly severity?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly table?: string;
  readonly schema?: string;
  readonly constraint?: string;
  readonly position?: string;
  readonly internalPosition?: string;
  readonly internalQuery?: string;
  readonly where?: string;
  readonly routine?: string;
  readonly file?: string;
}

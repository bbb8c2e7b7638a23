import type { OpenSession } from '../port.ts';
import { connect } from './connection.ts';
import { PgSession } from './session.ts';

/**
 * Opens a session on a PostgreSQL database; never null, because a database on a server is never created.
 * Throws DATABASE_UNREACHABLE, PERMISSION_DENIED, DRIVER_MISSING, INTERRUPTED.
 */
export const openPg: OpenSession = async (url, { signal }) => new PgSession(url, await connect(url, signal));

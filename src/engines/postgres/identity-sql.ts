/**
 * What is equal for two addresses of one database, through a socket, another host name or a pooler, and needs no
 * privilege: when the server started, to the microsecond, and the database's number on it.
 */
export const identitySql = `SELECT 'postgres ' || EXTRACT(epoch FROM pg_catalog.pg_postmaster_start_time()) || ' ' || oid AS identity
FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()`;

/** The SQL language and its rules. */
export type Engine = 'postgres' | 'sqlite';

/** The package that talks to a database. */
export type DriverName = 'pg' | 'better-sqlite3' | 'libsql';

export const engines: readonly Engine[] = ['postgres', 'sqlite'];

/** Engines as people call them. */
export const engineTitles: Readonly<Record<Engine, string>> = { postgres: 'PostgreSQL', sqlite: 'SQLite' };

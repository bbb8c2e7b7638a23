/** What the gateway runs with: the environment, with the flags of the command line before it. */
export interface GatewayConfiguration {
  /** May hold a password: never print it. */
  readonly databaseUrl: string;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** False: the start writes nothing, and waits for a run in progress elsewhere (mode `verify`). */
  readonly runMigrations: boolean;
  readonly seedConfig: boolean;
  /** The declarative file, or null where none is named. */
  readonly configFile: string | null;
  /** What the admin API asks for, or null where it is off. */
  readonly adminToken: string | null;
  readonly onNewer: 'refuse' | 'warn';
  /** What MANUAL_PENDING tells an operator to run. */
  readonly migrateCommand: string;
}

/** What the command line says of the same; absent: the environment decides. */
export interface ConfigurationFlags {
  readonly runMigrations?: boolean;
  readonly seedConfig?: boolean;
}

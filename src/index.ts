/** The public API. Importing it loads no driver, no parser and no command line. */
export type { Address } from './core/address.ts';
export type { DriverName, Engine } from './core/engine.ts';
export { type ErrorCode, type ErrorCodeRow, errorCodes } from './core/error-codes.ts';
export { type ErrorDetails, LockstepError } from './core/errors.ts';
export type {
  Check,
  Column,
  ColumnType,
  EnumType,
  ForeignKey,
  Index,
  IndexKey,
  Key,
  OtherObject,
  Schema,
  Table,
  Trigger,
  View,
} from './core/schema.ts';
export type { EventListener, RunEvent, RunEventType } from './core/events.ts';
export type {
  BaselinePolicy,
  Category,
  LoadedModule,
  Migration,
  NamingProfile,
  Script,
} from './core/migration.ts';
export type {
  DatabaseReport,
  MigrationReport,
  ModuleReport,
  PendingCounts,
  Problem,
  RunReport,
  StepOutcome,
  StepState,
} from './core/report.ts';
export type { Database } from './drivers/open.ts';
export { parseAddress, type ParseAddressOptions } from './modules/parse-address.ts';
export { openDatabase, type OpenDatabaseOptions } from './modules/open-database.ts';
export type { MigrationBundle } from './files/bundle-format.ts';
export { loadModule, type LoadModuleOptions } from './files/load-module.ts';
export { moduleFromBundle } from './files/module-from-bundle.ts';
export { createMigrator } from './migrate/migrator.ts';
export type {
  ConsentRequest,
  ConsentStep,
  MigrateOptions,
  Migrator,
  MigratorOptions,
  PlanOptions,
  ReadOptions,
  RepairProposal,
  RepairRequest,
} from './migrate/migrator.ts';
export type { BaselineReport, DatabaseBaseline } from './drift/adopt-baseline.ts';
export type { DriftReport, ModuleDrift } from './drift/find-drift.ts';
export type { IntrospectOptions } from './introspect/read-schema.ts';
export { compareSchemas } from './library/compare-schemas.ts';
export { baseline, drift } from './library/drift.ts';
export { introspect } from './library/introspect.ts';
export { loadParityFile } from './library/load-parity-file.ts';
export {
  type LiveParityOptions,
  parity,
  type ParityInput,
  parityOfDatabases,
  type ParityOptions,
} from './library/parity.ts';
export { rehearse, type RehearseOptions } from './library/rehearse.ts';
export type { ScratchOptions } from './library/scratch-options.ts';
export { checkReadiness, migrateOnStartup } from './library/startup.ts';
export type {
  AcceptedDifference,
  Comparison,
  Difference,
  DifferenceKind,
  DifferenceSide,
  NotCompared,
  ParityException,
  ParityFile,
  ScriptPlace,
  Severity,
  StaleException,
} from './parity/difference.ts';
export type { ExactDifference } from './parity/exact/exact-difference.ts';
export type { ModuleParity, ParityReport, PathParity, VersionParity } from './parity/report.ts';
export type {
  ModuleRehearsal,
  NotCovered,
  RehearsalFinding,
  RehearsalKind,
  RehearsalReport,
  RehearsedStep,
  Sample,
} from './rehearse/report.ts';
export type {
  OnNewer,
  Readiness,
  ReadinessOptions,
  StartupLog,
  StartupMode,
  StartupOptions,
  StartupResult,
  StartupSpan,
  StartupTracer,
} from './startup/startup.ts';
export { type Config, defineConfig, type LegacyName, type ModuleConfig } from './modules/config.ts';

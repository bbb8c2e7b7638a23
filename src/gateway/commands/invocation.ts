import type { ConfigurationFlags } from '../configuration/configuration.ts';

/** What `gateway migrate` does; it is asked for one of them. */
export const migrateActions = ['check', 'apply', 'status'] as const;
export type MigrateAction = (typeof migrateActions)[number];

/** What a command line asks for. */
export type Invocation =
  | { readonly kind: 'migrate'; readonly action: MigrateAction; readonly json: boolean }
  | { readonly kind: 'serve'; readonly flags: ConfigurationFlags }
  /** Help that was asked for. */
  | { readonly kind: 'print'; readonly text: string };

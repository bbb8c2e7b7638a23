import type { DriverName, Engine } from './engine.ts';

/** Where a database is and which driver talks to it. */
export interface Address {
  /** The name in the configuration, or the redacted URL where it was given as a URL. */
  readonly name: string;
  readonly engine: Engine;
  readonly driver: DriverName;
  /** As given, with the path of a file made absolute: may hold a password. Never print it. */
  readonly url: string;
  /** Without password and token: for people, logs and errors. */
  readonly redacted: string;
  readonly location:
    | { readonly kind: 'server' }
    | { readonly kind: 'file'; readonly path: string }
    /** `folder` holds `.lockstep/`, where the server keeps its data. */
    | { readonly kind: 'embedded'; readonly major: number; readonly folder: string };
}

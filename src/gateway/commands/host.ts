/** What the gateway runs in. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results: what a script reads. */
  readonly stdout: { write(text: string): unknown };
  /** All else: the log, and failures. */
  readonly stderr: { write(text: string): unknown };
  /** Aborted by SIGTERM and SIGINT; its reason names the signal. */
  readonly signal: AbortSignal;
}

import { type ErrorCode, errorCodes } from './error-codes.ts';
import { redact } from './redact.ts';
import type { RunReport } from './report.ts';

/** Facts of an error under stable keys (docs/cli.md); every value can be printed as JSON. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface LockstepErrorOptions {
  /** What to do, where the code's own hint is not exact enough. */
  readonly hint?: string;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
  /** What a partly done run had done when it failed. */
  readonly report?: RunReport;
}

/** The one error class: a code from the table, a message for people, and the facts behind it. */
export class LockstepError extends Error {
  override readonly name = 'LockstepError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly details: ErrorDetails;
  /** What a partly done run had done before it failed, or null where nothing had begun. */
  readonly report: RunReport | null;

  constructor(code: ErrorCode, message: string, options: LockstepErrorOptions = {}) {
    // Whatever a driver, a server or a typing error put into it: no credential leaves through an error.
    super(redact(message), 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.hint = redact(options.hint ?? errorCodes[code].hint);
    this.details = redactDetails(options.details ?? {});
    this.report = options.report ?? null;
  }

  /** With which the command line ends for this code. */
  get exitCode(): number {
    return errorCodes[this.code].exitCode;
  }

  /** Returns the same error with more facts or a report: what a caller further up knows about it. */
  with(more: { details?: ErrorDetails; report?: RunReport; message?: string; hint?: string }): LockstepError {
    const report = more.report ?? this.report;
    return new LockstepError(this.code, more.message ?? this.message, {
      hint: more.hint ?? this.hint,
      details: { ...this.details, ...more.details },
      cause: this.cause,
      ...(report === null ? {} : { report }),
    });
  }
}

function redactDetails(details: ErrorDetails): ErrorDetails {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, redactValue(value)]));
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return redactDetails(value as ErrorDetails);
  return value;
}

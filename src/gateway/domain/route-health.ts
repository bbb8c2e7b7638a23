import type { circuitStates } from './enums.ts';

export type CircuitState = (typeof circuitStates)[number];

/**
 * Whether a route works, as its last calls told. Closed: requests go through. Open: none until `retryAt`. Half-open: one is
 * trying; from `retryAt` on another may.
 */
export interface RouteHealth {
  readonly routeId: string;
  readonly circuit: CircuitState;
  /** Since the last success; ends counting at 10^9. */
  readonly consecutiveFailures: number;
  readonly lastError: string | null;
  /** Null while the circuit is closed. */
  readonly retryAt: Date | null;
  readonly updatedAt: Date;
}

/** A call that failed, and what follows from it. */
export interface RouteFailure {
  readonly error: string;
  /** With so many failures in a row the circuit opens; at least 1. */
  readonly threshold: number;
  /** When an open circuit may be tried again. */
  readonly retryAt: Date;
}

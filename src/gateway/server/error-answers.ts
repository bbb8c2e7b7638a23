import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { BudgetExceeded } from '../domain/spend-budgets.ts';
import { StoreError, type StoreErrorCode } from '../domain/store-error.ts';
import type { Log } from './log.ts';
import { hideCredentials, reasonOf } from './reason-of.ts';

/** What HTTP answers for each error of the store. */
export const statusOfStoreError: Readonly<Record<StoreErrorCode, ContentfulStatusCode>> = {
  NOT_FOUND: 404,
  CONFLICT: 409,
  STILL_REFERENCED: 409,
  MISSING_REFERENCE: 422,
  INVALID_VALUE: 422,
  UNAVAILABLE: 503,
  BUSY: 503,
  UNEXPECTED: 500,
};

/** A refusal that is the API's own, not the store's. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;

  constructor(status: ContentfulStatusCode, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const retryAfterSeconds = '1';

/** Returns the answer for whatever a route threw: `{ error: { code, message } }`, of a budget with `refusals`; what nobody planned is logged, not told. */
export function answerError(error: Error, context: Context, log: Log): Response {
  if (error instanceof Refusal) {
    if (error.status === 401) context.header('www-authenticate', 'Bearer');
    return answer(context, error.status, error.code, error.message);
  }
  // A Conflict of the store: to a client, another thing than a request id that was used for something else.
  if (error instanceof BudgetExceeded) {
    const refusals = error.refusals.map(({ period, leftMicros, resetsAt }) => ({
      period,
      leftMicros,
      resetsAt,
    }));
    return answer(context, 402, 'BUDGET_EXCEEDED', error.message, { refusals });
  }
  const code = error instanceof StoreError ? error.code : 'UNEXPECTED';
  const status = statusOfStoreError[code];
  if (status >= 500) {
    const message = hideCredentials(error.message);
    log.error('request failed', { path: context.req.path, code, message, reason: reasonOf(error) });
  }
  if (code === 'BUSY' || code === 'UNAVAILABLE') context.header('retry-after', retryAfterSeconds);
  return answer(context, status, code, messageFor(error, code));
}

/** A message about the inside of the server is for its log alone. */
function messageFor(error: Error, code: StoreErrorCode): string {
  if (code === 'UNEXPECTED') return 'The gateway failed; its log says why';
  if (code === 'UNAVAILABLE') return 'The database cannot be reached';
  return error.message;
}

function answer(
  context: Context,
  status: ContentfulStatusCode,
  code: string,
  message: string,
  more: object = {},
): Response {
  return context.json({ error: { code, message, ...more } }, status);
}

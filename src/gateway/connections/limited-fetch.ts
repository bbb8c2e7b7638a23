import { LibsqlError } from '@libsql/client';

/** Asks over HTTP, and does not wait for ever. */
export interface LimitedFetch {
  /** Throws SERVER_SILENT where the answer, its body included, does not come within the limit. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Ends every request under way. */
  giveUp(): void;
}

/** Returns the fetch. */
export function createLimitedFetch(limitMs: number): LimitedFetch {
  const underWay = new Set<AbortController>();
  return {
    async fetch(request) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(serverSilent(limitMs)), limitMs);
      underWay.add(stop);
      try {
        const response = await fetch(request, { signal: stop.signal });
        const body = await response.arrayBuffer();
        return new Response(body.byteLength === 0 ? null : body, response);
      } finally {
        clearTimeout(timer);
        underWay.delete(stop);
      }
    },
    giveUp() {
      for (const stop of underWay) stop.abort(new LibsqlError('The client was closed', 'CLIENT_CLOSED'));
    },
  };
}

/** What a call throws whose server says nothing. */
export function serverSilent(limitMs: number): LibsqlError {
  return new LibsqlError(`No answer within ${limitMs} ms`, 'SERVER_SILENT');
}

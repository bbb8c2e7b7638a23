import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/**
 * Returns a JSON answer. Totals may be larger than a JavaScript number counts exactly: big integers are written as strings of
 * digits. Moments are RFC 3339.
 */
export function answerJson(context: Context, value: object, status: ContentfulStatusCode = 200): Response {
  const text = JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'bigint' ? String(each) : each,
  );
  return context.body(text, status, { 'content-type': 'application/json' });
}

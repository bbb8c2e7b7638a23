import type { Context } from 'hono';
import { z } from 'zod';
import { Refusal } from './error-answers.ts';

/** Returns the JSON body of a request. Throws a refusal (400) that names every value that is missing or wrong. */
export async function readBody<T extends z.ZodType>(context: Context, schema: T): Promise<z.infer<T>> {
  let body: unknown;
  try {
    body = await context.req.json();
  } catch {
    throw new Refusal(400, 'BAD_REQUEST', 'The body is not JSON');
  }
  return check(schema, body);
}

/** Returns the query of a request. Throws a refusal (400) that names every value that is missing or wrong. */
export function readQuery<T extends z.ZodType>(context: Context, schema: T): z.infer<T> {
  return check(schema, context.req.query());
}

function check<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the body'}: ${message}`,
  );
  throw new Refusal(400, 'BAD_REQUEST', mistakes.join('; '));
}

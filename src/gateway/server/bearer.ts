import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { Refusal } from './error-answers.ts';

/** Returns the bearer token of a request. Throws a refusal (401) where there is none. */
export function bearerOf(context: Context): string {
  const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (token === undefined)
    throw new Refusal(401, 'UNAUTHORIZED', 'Send a bearer token: Authorization: Bearer …');
  return token;
}

/** Whether two secrets are equal, in a time that tells nothing about where they differ. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

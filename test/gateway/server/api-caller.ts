import { expect } from 'vitest';
import type { Store } from '../../../src/gateway/domain/store.ts';
import { createApp } from '../../../src/gateway/server/create-app.ts';
import { createLog } from '../../../src/gateway/server/log.ts';

export const adminToken = 'the-operators-own-token';

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export type ApiCall = (
  call: `${'GET' | 'POST' | 'PUT'} /${string}`,
  token: string | null,
  body?: unknown,
) => Promise<Answer>;

/** Returns what calls the API over a store; `tell` is given the lines of its log. */
export function callerOf(
  store: Store,
  token: string | null = adminToken,
  tell: (line: string) => void = () => undefined,
): ApiCall {
  const app = createApp({
    store,
    probe: async () => {
      throw new Error('nobody asks');
    },
    adminToken: token,
    log: createLog({ write: tell }),
  });
  return async (call, bearer, body) => {
    const [method = '', path = ''] = call.split(' ');
    const response = await app.request(path, {
      method,
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
}

/** What an answer looks like that is an error. */
export const error = (status: number, code: string, message?: RegExp): object => ({
  status,
  body: { error: { code, message: message ? expect.stringMatching(message) : expect.any(String) } },
});

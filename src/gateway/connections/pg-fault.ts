import type { Fault } from './connection.ts';
import { codeOf } from './code-of.ts';

/** By SQLSTATE or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html); the longest prefix counts. */
const faults: Readonly<Record<string, Fault>> = {
  '08': 'unavailable',
  // A standby that is asked to write.
  '0A000': 'unavailable',
  '22': 'invalid',
  '23': 'invalid',
  '23001': 'foreign-key',
  '23503': 'foreign-key',
  '23505': 'unique',
  '23P01': 'unique',
  '25006': 'unavailable',
  // Terminations of sessions that others have to wait for: the server closes the connection with them.
  '25P03': 'unavailable',
  '25P04': 'unavailable',
  '28': 'unavailable',
  '3D000': 'unavailable',
  '40001': 'busy',
  '40P01': 'busy',
  '42501': 'unavailable',
  '44': 'invalid',
  '53': 'unavailable',
  // A text that no index page can hold, a statement of too many parts.
  '54': 'invalid',
  '55P03': 'busy',
  '57014': 'busy',
  '57P': 'unavailable',
  '58': 'unavailable',
};

const poolTimeout = /^timeout exceeded when trying to connect/;

/** What node-postgres says itself where the server says nothing. */
const ownMessages: readonly (readonly [RegExp, Fault])[] = [
  // All clients of the pool are in use; a connection that is refused or late has other words.
  [poolTimeout, 'busy'],
  [
    /^Connection terminated|^Client has encountered a connection error|^Cannot use a pool|^Client was closed|^timeout expired/,
    'unavailable',
  ],
  [/^The server does not support SSL|^SASL: |^There was an error establishing an SSL/, 'unavailable'],
];

const socketCodes =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|ENOENT|EACCES|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

const isSqlState = /^[0-9A-Z]{5}$/;

/** What an error of node-postgres is about. */
export function pgFault(error: unknown): Fault {
  const code = codeOf(error);
  if (socketCodes.test(code)) return 'unavailable';
  if (isSqlState.test(code)) {
    for (let length = 5; length >= 2; length--) {
      const fault = faults[code.slice(0, length)];
      if (fault !== undefined) return fault;
    }
  }
  const message = error instanceof Error ? error.message : '';
  return ownMessages.find(([pattern]) => pattern.test(message))?.[1] ?? 'unexpected';
}

/** Whether nothing came from the pool in time. */
export function isPoolTimeout(error: unknown): boolean {
  return error instanceof Error && poolTimeout.test(error.message);
}

/** Whether the server may have done what it was asked without anybody hearing of it. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  return pgFault(error) === 'unavailable' && (!isSqlState.test(code) || /^(08|57P|25P)/.test(code));
}

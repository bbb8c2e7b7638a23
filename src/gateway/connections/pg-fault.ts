import type { Fault } from './connection.ts';
import { codeOf } from './code-of.ts';

/** By SQLSTATE or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html); the longest prefix counts. */
const faults: Readonly<Record<string, Fault>> = {
  '08': 'unavailable',
  '22': 'invalid',
  '23001': 'foreign-key',
  '23502': 'invalid',
  '23503': 'foreign-key',
  '23505': 'unique',
  '23514': 'invalid',
  '25006': 'unavailable',
  '28': 'unavailable',
  '3D000': 'unavailable',
  '40001': 'busy',
  '40P01': 'busy',
  '53': 'unavailable',
  '55P03': 'busy',
  '57014': 'busy',
  '57P': 'unavailable',
};

/** What node-postgres says itself where the server says nothing. */
const ownMessages: readonly (readonly [RegExp, Fault])[] = [
  [/^timeout exceeded when trying to connect/, 'busy'],
  [
    /^Connection terminated|^Client has encountered a connection error|^Cannot use a pool|^Client was closed/,
    'unavailable',
  ],
];

const socketCodes = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ENOENT)/;

/** What an error of node-postgres is about. */
export function pgFault(error: unknown): Fault {
  const code = codeOf(error);
  for (let length = 5; length >= 2; length--) {
    const fault = faults[code.slice(0, length)];
    if (code.length === 5 && fault !== undefined) return fault;
  }
  if (socketCodes.test(code)) return 'unavailable';
  const message = error instanceof Error ? error.message : '';
  return ownMessages.find(([pattern]) => pattern.test(message))?.[1] ?? 'unexpected';
}

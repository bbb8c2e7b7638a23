import { type ErrorCode, errorCodes } from '../../index.ts';

/** What the table of codes says to do with a command that the gateway does not have. */
const own: Readonly<Partial<Record<ErrorCode, string>>> = {
  DATABASE_UNREACHABLE:
    'Check GATEWAY_DATABASE_URL and that the server runs; serve and migrate --apply try again for a minute.',
};

/** Returns what to do about a failure, in the gateway's words where those of its code are of another program. */
export function hintOf({ code, hint }: { readonly code: ErrorCode; readonly hint: string }): string {
  return hint === errorCodes[code].hint ? (own[code] ?? hint) : hint;
}

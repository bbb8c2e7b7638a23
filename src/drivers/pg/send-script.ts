import type { Statement } from '../../sql/statements.ts';
import type { StepWrite } from '../port.ts';
import type { PgConnection, Row } from './connection.ts';
import { mapError } from './map-error.ts';
import { rollBack } from './roll-back.ts';

/** Beyond these a script goes in pieces, so that neither side holds it twice, and only when the lock is taken. */
const oneMessage = { characters: 256 * 1024, statements: 500 };
const statementsPerPiece = 100;

/** True where a script goes in one message with all that belongs to it. */
export function isSmall(text: string, statements: readonly Statement[]): boolean {
  return text.length <= oneMessage.characters && statements.length <= oneMessage.statements;
}

/** Sends a script in pieces. */
export async function sendPieces(
  statements: readonly Statement[],
  send: (piece: readonly Statement[]) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < statements.length; at += statementsPerPiece)
    await send(statements.slice(at, at + statementsPerPiece));
}

/** What a failed script leaves on a connection is not worth knowing: it is rolled back and closed. */
export async function sendOrAbandon(
  connection: PgConnection,
  message: string,
  write: Pick<StepWrite, 'signal'>,
  statements: readonly Statement[],
): Promise<readonly Row[]> {
  try {
    return await sendOrRollBack(connection, message, write, statements);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The same for a caller who has something to ask before the connection is closed. */
export async function sendOrRollBack(
  connection: PgConnection,
  message: string,
  { signal }: Pick<StepWrite, 'signal'>,
  statements: readonly Statement[],
): Promise<readonly Row[]> {
  try {
    return await connection.send(message, signal);
  } catch (error) {
    await rollBack(connection);
    throw mapError(error, { sent: { message, statements }, signal });
  }
}

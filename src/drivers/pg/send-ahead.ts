import { historyNames } from '../../engines/postgres/history-names.ts';
import { splitStatements, type Statement } from '../../sql/statements.ts';
import type { AppliedRow, NotNow, StepWrite } from '../port.ts';
import { namesPrepared } from './apply-current.ts';
import type { PgConnection } from './connection.ts';
import { judgeFailure } from './judge-failure.ts';
import { mapError } from './map-error.ts';
import { readApplied } from './read-applied.ts';
import { rollBack } from './roll-back.ts';
import { isSmall } from './send-script.ts';
import type { SeriesCourse } from './series-course.ts';
import { type SentStep, SeriesLine } from './series-line.ts';

/** How many steps may be on their way. */
const mostSteps = 16;
/** Behind a step that took longer no other one waits: an abort acts on one script, and progress is seen. */
const slowMs = 100;

/**
 * True where others may be sent behind the step. Behind a pooler none may: it need not know that several messages can be
 * under way at once. Nor behind a script that goes in pieces, or that may forget what we have prepared.
 */
export function isSendableAhead({ facts }: PgConnection, { expected, script }: StepWrite): boolean {
  return (
    facts?.isDirect === true &&
    expected.format === 'current' &&
    !namesPrepared(script.text) &&
    isSmall(script.text, statementsOf(script))
  );
}

/**
 * Sends steps one behind the other, more and more of them as long as none is slow, and tells of each. Null where all that
 * was sent has been told; then something else is to be done with the next one, or nothing.
 */
export async function sendAhead(
  connection: PgConnection,
  course: SeriesCourse,
  first: StepWrite,
): Promise<NotNow | null> {
  const { facts } = connection;
  if (facts === null) return null;
  const line = new SeriesLine(connection, facts, historyNames(first.history), first);
  let room = 1;
  for (;;) {
    fill(line, connection, course, room);
    const sent = line.shift();
    if (sent === undefined) return null;
    const result = await answerTo(sent, line, connection, course);
    if (result === 'again') return null;
    if ('outcome' in result) return result;
    course.tell(result);
    room = result.durationMs > slowMs ? 1 : Math.min(room * 2, mostSteps);
    // What the request was meant for had ended before it came.
    if (course.signal?.aborted === true && line.length > 0) connection.cancel();
  }
}

/** Several at once, when half of what may be on its way has come back: a packet each costs more than it gives. */
function fill(line: SeriesLine, connection: PgConnection, course: SeriesCourse, room: number): void {
  if (line.length > room / 2) return;
  while (line.length < room) {
    const write = course.ahead(line.length);
    if (write === null || (line.length > 0 && !isSendableAhead(connection, write))) break;
    const statements = statementsOf(write.script);
    if (!line.hasPlaceFor(write.script.text.length, statements.length)) break;
    line.add(write, statements);
  }
  line.send();
}

async function answerTo(
  sent: SentStep,
  line: SeriesLine,
  connection: PgConnection,
  course: SeriesCourse,
): Promise<NotNow | AppliedRow | 'again'> {
  const write = course.next!;
  const names = historyNames(write.history);
  try {
    const result = await readApplied(
      connection,
      names,
      await rowsOf(sent, line, connection, write),
      write.migration.name,
    );
    if ('outcome' in result) await line.drain();
    return result;
  } catch (error) {
    await line.drain();
    return judgeFailure(connection, write, error, true);
  }
}

/** Throws what the server says, the transaction rolled back and nothing left on the connection. */
async function rowsOf(
  { rows, message, statements }: SentStep,
  line: SeriesLine,
  connection: PgConnection,
  { signal }: StepWrite,
) {
  try {
    return await rows;
  } catch (error) {
    await line.drain();
    await rollBack(connection, true);
    throw mapError(error, { sent: { message, statements }, signal });
  }
}

function statementsOf({ noOp, text }: StepWrite['script']): readonly Statement[] {
  return noOp === null ? splitStatements('postgres', text) : [];
}

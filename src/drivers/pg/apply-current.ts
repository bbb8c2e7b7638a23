import { randomBytes } from 'node:crypto';
import { LockstepError } from '../../core/errors.ts';
import {
  closeSql,
  decideSql,
  openSql,
  prepareSql,
  ranSql,
  recordSql,
  runSql,
} from '../../engines/postgres/apply-sql.ts';
import { type HistoryNames, historyNames } from '../../engines/postgres/history-names.ts';
import { formatSql, installTargetSql, revisionSql } from '../../engines/postgres/history-sql.ts';
import type { SessionFacts } from '../../engines/postgres/session-facts.ts';
import {
  blockSql,
  executePart,
  forgetPreparedPart,
  ownEncodingPart,
} from '../../engines/postgres/write-sql.ts';
import type { Statement } from '../../sql/statements.ts';
import type { AppliedRow, NotNow, StepWrite } from '../port.ts';
import type { PgConnection, Row } from './connection.ts';
import { readHolder } from './lock-state.ts';
import { historyChanged, isMissingObject } from './map-error.ts';
import type { PgError } from './pg-error.ts';
import { rollBack } from './roll-back.ts';
import { isSmall, sendOrRollBack, sendPieces } from './send-script.ts';
import { isoTime } from './snapshot.ts';

/** The server keeps the message that prepared a statement, and hands it out whenever it is asked for the statements. */
const longestPreparing = 8 * 1024;

/** Brings one migration into a history that was read as current; `hold` stops before the commit. */
export async function applyCurrent(
  connection: PgConnection,
  write: StepWrite,
  statements: readonly Statement[],
  end: 'commit' | 'hold',
): Promise<NotNow | AppliedRow> {
  const names = historyNames(write.history);
  const { facts } = connection;
  const prefix = end === 'hold' ? null : prefixFor(connection, names, write.script.text);
  try {
    return await send(connection, write, statements, end, names, facts, prefix);
  } catch (error) {
    if (prefix !== null && isAboutPrepared(error) && connection.usable) {
      // A function has deallocated what was ours, or met what another one had prepared: once more, without ours.
      connection.facts = null;
      return await applyCurrent(connection, write, statements, end);
    }
    const isMoved = isAboutHistory(error) && (await hasMoved(connection, names, write.expected));
    await connection.close();
    if (isMoved) return { outcome: 'moved' };
    throw error;
  }
}

async function send(
  connection: PgConnection,
  write: StepWrite,
  statements: readonly Statement[],
  end: 'commit' | 'hold',
  names: HistoryNames,
  facts: SessionFacts | null,
  prefix: string | null,
): Promise<NotNow | AppliedRow> {
  const { expected, script } = write;
  const wording = { names, prefix };
  const row = { ...write.migration, checksum: script.checksum, appliedBy: write.appliedBy };
  const isPrepared = prefix !== null && connection.prepared.has(names.table);
  const prepare = prefix === null || isPrepared ? '' : prepareSql(names, prefix);
  const open = `${openSql(facts)}${prepare}${decideSql(wording, expected)}`;
  const record = recordSql(wording, row, expected.revision, write.install);
  const settle = end === 'commit';
  // Only a script in full words may have prepared something that the next must not meet.
  const forget = prefix === null ? blockSql(forgetPreparedPart) : '';
  const after = `${record}${forget}${end === 'commit' ? closeSql(facts) : ''}`;

  const tell = async (message: string, parts: readonly Statement[]): Promise<readonly Row[]> => {
    const told = await sendOrRollBack(connection, message, write, parts);
    if (prefix === null) connection.prepared.clear();
    else connection.prepared.set(names.table, prefix);
    return told;
  };
  // What a function prepared under a script that does not show it: this one may be about to prepare the same.
  if (forget !== '' && connection.prepared.size > 0) await tell(forget, []);
  let rows: readonly Row[];
  if (isSmall(script.text, statements)) {
    rows = await tell(`${open}${runSql(statements, settle)}${after}`, statements);
  } else {
    rows = await tell(open, []);
    if (lastOutcome(rows) === 'go') {
      await sendPieces(statements, (piece) => tell(pieceSql(piece), piece));
      rows = await tell(`${ranSql(settle)}${after}`, []);
    } else {
      await rollBack(connection);
    }
  }
  // A rule on the history may say something of the same name before.
  const written = rows.findLast((candidate) => 'written' in candidate)?.['written'];
  if (typeof written === 'string') return writtenRow(written, write.migration.name);
  const outcome = lastOutcome(rows);
  if (outcome === 'moved') return { outcome };
  if (outcome !== 'busy') throw historyChanged();
  return { outcome, holder: await readHolder(connection, names) };
}

function pieceSql(piece: readonly Statement[]): string {
  return blockSql(...piece.map(({ text }) => executePart(text)), ownEncodingPart);
}

/** The last word that the statements before the script had. */
function lastOutcome(rows: readonly Row[]): unknown {
  return rows.findLast((candidate) => 'outcome' in candidate)?.['outcome'];
}

/**
 * The prefix of our prepared statements, there or to be made; null where the message must say everything in full: behind
 * a pooler, and for a script that prepares or deallocates itself.
 */
function prefixFor({ prepared, facts }: PgConnection, { table }: HistoryNames, text: string): string | null {
  if (facts?.isDirect !== true || /\b(?:prepare|deallocate|discard)\b/i.test(text)) return null;
  const known = prepared.get(table);
  if (known !== undefined || text.length > longestPreparing) return known ?? null;
  // Nobody's name: behind a pooler that hides itself, another history's statements must not be taken for ours.
  return `lockstep_${randomBytes(6).toString('hex')}`;
}

/** What the last statement says of the row: its number, when it was written, and how long the script took. */
function writtenRow(written: string, name: string): AppliedRow {
  const [revision, appliedAt, durationMs] = written.split(' ');
  return {
    revision: `${revision} ${name}`,
    appliedAt: isoTime(Number(appliedAt)),
    durationMs: Number(durationMs),
  };
}

/** Raised by a statement of the message itself: what a script raises has a place in the block around it. */
function ownError(error: unknown): PgError | null {
  const cause = error instanceof LockstepError ? (error.cause as PgError | undefined) : undefined;
  return cause?.severity !== undefined && cause.where === undefined ? cause : null;
}

function isAboutPrepared(error: unknown): boolean {
  const native = error instanceof LockstepError ? (error.cause as PgError | undefined) : undefined;
  return native?.code === '42P05' || ownError(error)?.code === '26000';
}

function isAboutHistory(error: unknown): boolean {
  const own = ownError(error);
  return own !== null && (own.code === '42501' || isMissingObject(own));
}

/** Somebody has changed the history, or hidden it, since it was read. */
async function hasMoved(
  connection: PgConnection,
  names: HistoryNames,
  expected: StepWrite['expected'],
): Promise<boolean> {
  try {
    const [found] = await connection.send(`SELECT ${formatSql(names)} AS format`);
    if (found?.['format'] !== 'current') return true;
    const [now] = await connection.send(
      `SELECT ${revisionSql(names)} AS revision, ${installTargetSql(names)} AS target`,
    );
    return now?.['revision'] !== expected.revision || now['target'] !== expected.installTarget;
  } catch {
    return false;
  }
}

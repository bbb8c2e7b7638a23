import { randomBytes } from 'node:crypto';
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
import { judgeFailure } from './judge-failure.ts';
import { lastOutcome, readApplied } from './read-applied.ts';
import { rollBack } from './roll-back.ts';
import { isSmall, sendOrRollBack, sendPieces } from './send-script.ts';

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
    const verdict = await judgeFailure(connection, write, error, prefix !== null);
    return verdict === 'again' ? await applyCurrent(connection, write, statements, end) : verdict;
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
  return readApplied(connection, names, rows, write.migration.name);
}

function pieceSql(piece: readonly Statement[]): string {
  return blockSql(...piece.map(({ text }) => executePart(text)), ownEncodingPart);
}

/**
 * The prefix of our prepared statements, there or to be made; null where the message must say everything in full: behind
 * a pooler, and for a script that prepares or deallocates itself.
 */
function prefixFor({ prepared, facts }: PgConnection, { table }: HistoryNames, text: string): string | null {
  if (facts?.isDirect !== true || namesPrepared(text)) return null;
  const known = prepared.get(table);
  if (known !== undefined || text.length > longestPreparing) return known ?? null;
  return newPrefix();
}

/** True of a script that may prepare statements itself, or forget ours. */
export function namesPrepared(text: string): boolean {
  return /\b(?:prepare|deallocate|discard)\b/i.test(text);
}

/** Nobody's name: behind a pooler that hides itself, another history's statements must not be taken for ours. */
export function newPrefix(): string {
  return `lockstep_${randomBytes(6).toString('hex')}`;
}

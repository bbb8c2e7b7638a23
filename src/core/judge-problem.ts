import { errorCodes } from './error-codes.ts';
import type { HistoryFacts } from './judge-facts.ts';
import type { Problem } from './report.ts';

type Finding = Omit<Problem, 'hint'> & { readonly hint?: string };
type Check = (facts: HistoryFacts) => Finding | null;

/** Returns the first problem in the order of precedence, or null where files and history agree. */
export function findProblem(facts: HistoryFacts): Problem | null {
  if (isSound(facts)) return null;
  for (const check of checks) {
    const found = check(facts);
    if (found !== null) return { ...found, hint: found.hint ?? errorCodes[found.code].hint };
  }
  return null;
}

/** Nothing that any check looks for is there, as at most starts. */
function isSound(facts: HistoryFacts): boolean {
  const { tooOld, ownTables, newer, unknown, missing, unfinished, edited, outOfOrder } = facts;
  return (
    facts.snapshot.format !== 'foreign' &&
    facts.olderHistory === null &&
    facts.newerTarget === null &&
    facts.halfDone === null &&
    [tooOld, ownTables, newer, unknown, missing, unfinished, edited, outOfOrder].every(isEmpty)
  );
}

function isEmpty({ length }: readonly unknown[]): boolean {
  return length === 0;
}

/** The states of a database that stand in the way of a plan. The order is the contract's precedence. */
const checks: readonly Check[] = [
  historyForeign,
  resetRequired,
  baselineRequired,
  databaseNewer,
  unknownVersion,
  missingFile,
  checksumMismatch,
  outOfOrder,
  halfDone,
];

function historyForeign({ module, engine, snapshot }: HistoryFacts): Finding | null {
  if (snapshot.format !== 'foreign') return null;
  const target = module.history[engine];
  const table = [target?.schema, target?.table].filter((part) => part != null).join('.');
  const columns = snapshot.foreignColumns;
  return {
    code: 'HISTORY_FOREIGN',
    message: `the table ${table} is not a history of Lockstep: its columns are ${listed(columns, 20)}`,
    hint: `Set another "history" for module ${module.name} in the configuration, or move ${table} away; then run lockstep migrate.`,
    details: { table, columns },
  };
}

function resetRequired(facts: HistoryFacts): Finding | null {
  const { module, tooOld, ownTables, olderHistory } = facts;
  if (module.baseline.policy !== 'reset') return null;
  const tables = olderHistory === null ? ownTables : [olderHistory, ...ownTables];
  if (tooOld.length === 0 && tables.length === 0) return null;
  const baseline = baselineId(facts);
  const hasOlderHistory = tooOld.length > 0 || olderHistory !== null;
  const message =
    tooOld.length > 0
      ? `the history has ${listed(tooOld)}, older than the baseline ${baseline} of module ${module.name}`
      : `there is no history of module ${module.name}, but ${listed(tables)}: the database is older than the baseline ${baseline}`;
  return {
    code: 'RESET_REQUIRED',
    message,
    hint: 'Export what you need, recreate the database empty, and run lockstep migrate.',
    details: { rows: tooOld, tables, baseline, olderHistory: hasOlderHistory },
  };
}

/** The last version of the files. */
function headId({ chain }: HistoryFacts['module']): string {
  return chain.findLast(({ series }) => series === 'V')?.id ?? 'STEP';
}

function baselineRequired({ module, ownTables }: HistoryFacts): Finding | null {
  if (module.baseline.policy !== 'upgrade' || ownTables.length === 0) return null;
  return {
    code: 'BASELINE_REQUIRED',
    message: `there is no history of module ${module.name}, but its tables are there: ${listed(ownTables)}`,
    hint: `Where it is in shape, take it over: lockstep baseline --at ${headId(module)} (or the step that it is at); or start with an empty database.`,
    details: { tables: ownTables },
  };
}

function databaseNewer({ module, newer, newerTarget }: HistoryFacts): Finding | null {
  if (newer.length === 0 && newerTarget === null) return null;
  const last = module.chain.at(-1)?.name ?? null;
  const message =
    newer.length > 0
      ? `the history has ${listed(newer)}, beyond the files of module ${module.name}`
      : `it is being installed up to ${newerTarget}, which the files of module ${module.name} do not contain`;
  return {
    code: 'DATABASE_NEWER',
    message: `${message} (their last step is ${last ?? 'none'})`,
    hint: `Deploy the release that has ${newer.at(-1) ?? newerTarget}, or a later one, and run its lockstep migrate.`,
    details: { rows: newer, installTarget: newerTarget, last },
  };
}

function unknownVersion({ module, engine, unknown }: HistoryFacts): Finding | null {
  const [first] = unknown;
  if (first === undefined) return null;
  const lines = unknown.map(({ name, file }) =>
    file === null
      ? `${name} is no name of the ${module.profile} profile`
      : `${name} is recorded, but the file of that number is ${file}`,
  );
  return {
    code: 'UNKNOWN_VERSION',
    message: listed(lines, 5, '; '),
    hint: `Restore the file under its recorded name, ${fileOf(module.folders[engine], first.name)}, and run lockstep verify.`,
    details: { rows: unknown },
  };
}

function missingFile(facts: HistoryFacts): Finding | null {
  const { module, engine, missing } = facts;
  const files = missing.map((name) => fileOf(module.folders[engine], name));
  if (files.length === 0) return unfinishedRange(facts);
  return {
    code: 'MISSING_FILE',
    message: `applied, and the file is gone: ${listed(files)}`,
    hint: `Restore ${listed(files)} from version control, and run lockstep verify.`,
    details: { rows: missing, files },
  };
}

/** The old files of a squashed range are still needed by a database that stands inside it. */
function unfinishedRange({ module, engine, unfinished }: HistoryFacts): Finding | null {
  const last = unfinished.at(-1);
  if (last === undefined) return null;
  const rows = unfinished.map(({ name }) => name);
  const { name: baseline, replaces } = last.baseline;
  return {
    code: 'MISSING_FILE',
    message: `the history ends at ${last.name}, inside the range V${replaces?.from}..V${replaces?.to} that ${baseline} replaces`,
    hint: `Deploy the last release that has the files up to V${replaces?.to}, run its lockstep migrate, then come back to this one.`,
    details: { rows, files: rows.map((name) => fileOf(module.folders[engine], name)), baseline, replaces },
  };
}

function checksumMismatch({ edited }: HistoryFacts): Finding | null {
  const [first] = edited;
  if (first === undefined) return null;
  const lines = edited.map(({ file, recorded, found, begun }) =>
    begun === null
      ? `${file} was changed after it had been applied: the history has ${recorded}, the file ${found}`
      : `${file} was changed after its first ${begun} statements had been executed: they hash to ${found}, recorded is ${recorded}`,
  );
  return {
    code: 'CHECKSUM_MISMATCH',
    message: listed(lines, 5, '; '),
    hint:
      first.begun === null
        ? `Restore the file and put the change into a new version, or accept it: lockstep repair --accept ${first.step} --reason TEXT.`
        : 'Restore the statements that were executed; those behind them may still be mended. Then run lockstep migrate.',
    details: { steps: edited },
  };
}

function outOfOrder(facts: HistoryFacts): Finding | null {
  const { module, engine, outOfOrder: steps } = facts;
  const [first] = steps;
  if (first === undefined) return null;
  const files = steps.map((step) => step.scripts[engine]?.file ?? step.name);
  const head = module.chain
    .filter(
      ({ series, category }) =>
        series === 'V' && (module.profile === 'versioned' || category === first.category),
    )
    .reduce((highest, step) => (step.number > highest.number ? step : highest), first);
  return {
    code: 'OUT_OF_ORDER',
    message: `new, but below a version that is already applied: ${listed(files)}`,
    hint: `Give the file, on both engines, a number above ${head.id}, and run lockstep migrate.`,
    details: { steps: steps.map(({ id }) => id), files, head: head.id },
  };
}

function halfDone({ module, engine, halfDone: half }: HistoryFacts): Finding | null {
  if (half === null) return null;
  const file =
    module.chain.find(({ name }) => name === half.name)?.scripts[engine]?.file ??
    fileOf(module.folders[engine], half.name);
  return {
    code: 'HALF_DONE',
    message: `${half.name} stopped in a statement whose outcome cannot be known (${file}:${half.line}): ${half.statement}`,
    hint: 'Look at the database, then run lockstep repair --resume (runs the statement again) or lockstep repair --mark-done (the next migrate goes on behind it).',
    details: { migration: half.name, file, line: half.line, statement: half.statement },
  };
}

function baselineId({ module }: HistoryFacts): string {
  const { version } = module.baseline;
  return module.profile === 'versioned' ? `V${version}` : String(version).padStart(3, '0');
}

function fileOf(folder: string | null, name: string): string {
  return folder === null ? `${name}.sql` : `${folder}/${name}.sql`;
}

/** A list for people: what is beyond `most` is counted. The details carry all of it. */
function listed(items: readonly string[], most = 5, separator = ', '): string {
  const shown = items.slice(0, most).join(separator);
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}

import { describe, expect, it } from 'vitest';
import { judgeDatabase } from '../../src/core/judge-history.ts';
import type { PlanDatabase } from '../../src/core/plan.ts';
import { at, chain, type ChainOptions, type DatabaseOptions, empty } from './module-text.ts';
import { openOf, planOf } from './plan-text.ts';

interface Row {
  readonly state: string;
  readonly chain: string;
  readonly module?: ChainOptions;
  readonly at: string;
  readonly with?: DatabaseOptions;
  /** Null where there is no problem. */
  readonly code: string | null;
  readonly says?: string;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly open?: string;
}

function holds(row: Row): void {
  const module = chain(row.chain, row.module);
  const database = at(module, row.at, row.with);
  const { problem } = judgeDatabase(module, database);
  expect(problem?.code ?? null).toBe(row.code);
  if (row.says !== undefined) expect(problem?.message).toContain(row.says);
  if (row.hint !== undefined) expect(problem?.hint).toContain(row.hint);
  if (row.details !== undefined) expect(problem?.details).toMatchObject(row.details);
  if (row.open !== undefined) expect(openOf(planOf(module, [database]))).toBe(row.open);
  if (row.code !== null) expect(planOf(module, [database]).rounds).toEqual([]);
}

const upgrade = { policy: 'upgrade' } as const;
const reset = { policy: 'reset' } as const;

describe('history from before the baseline, policy reset', () => {
  it.each<Row>([
    {
      state: 'a recorded version below the baseline',
      chain: 'V17 V18',
      at: 'V3__users V16__keys',
      code: 'RESET_REQUIRED',
      says: 'V3__users, V16__keys, older than the baseline V17',
      hint: 'recreate the database empty',
      details: { rows: ['V3__users', 'V16__keys'], olderHistory: true },
      open: 'V17:pending V18:pending V3__users:missing V16__keys:missing',
    },
    {
      state: 'beside versions that the files have',
      chain: 'V17 V18',
      at: 'V16__keys V17 V18',
      code: 'RESET_REQUIRED',
      open: 'V16__keys:missing',
    },
    {
      state: 'no history, but the history table of the older tool',
      chain: 'V17',
      at: '',
      with: { tables: 'public.other public.refinery_schema_history' },
      code: 'RESET_REQUIRED',
      says: 'public.refinery_schema_history',
      details: { tables: ['public.refinery_schema_history'], olderHistory: true },
    },
    {
      state: 'the same on SQLite',
      chain: 'V17',
      at: '',
      with: { name: 'lite', tables: 'refinery_schema_history' },
      code: 'RESET_REQUIRED',
      details: { tables: ['refinery_schema_history'] },
    },
    {
      state: 'in another schema it is somebody else’s',
      chain: 'V17',
      at: '',
      with: { tables: 'legacy.refinery_schema_history legacy.t_v17__x' },
      code: null,
    },
    {
      state: 'no history, but a table that a script creates: baseline may take it over',
      chain: 'V17 V18',
      at: '',
      with: { tables: 'public.other public.t_v18__x' },
      code: 'RESET_REQUIRED',
      says: 'public.t_v18__x',
      hint: 'lockstep baseline --at',
      details: { tables: ['public.t_v18__x'], olderHistory: false },
    },
    {
      state: 'tables of others never matter',
      chain: 'V17',
      at: '',
      with: { tables: 'public.spatial_ref_sys other.t_v17__x' },
      code: null,
    },
    {
      state: 'tables are not looked at once there is history',
      chain: 'V17',
      at: 'V17',
      with: { tables: 'public.t_v17__x public.refinery_schema_history' },
      code: null,
    },
    {
      state: 'nor while the first step has begun: they are its own',
      chain: 'V17~ V18',
      at: '',
      with: { begun: 'V17', tables: 'public.t_v17__x' },
      code: null,
      open: 'V17:started V18:pending',
    },
    {
      state: 'a marker alone does not make them ours',
      chain: 'V17 V18',
      at: '',
      with: { marker: 'V18', tables: 'public.t_v17__x' },
      code: 'RESET_REQUIRED',
    },
    {
      state: 'numbered: a startup number below the baseline',
      chain: '010 011 100',
      at: '009_x 010',
      code: 'RESET_REQUIRED',
      says: '009_x, older than the baseline 010',
    },
  ])('$state', (row) => holds({ ...row, module: reset }));
});

describe('no history but tables, policy upgrade', () => {
  it.each<Row>([
    {
      state: 'a table that a script creates',
      chain: 'V17 V18',
      at: '',
      with: { tables: 'public.t_v17__x public.other' },
      code: 'BASELINE_REQUIRED',
      says: 'public.t_v17__x',
      hint: 'lockstep baseline --at VERSION',
      details: { tables: ['public.t_v17__x'] },
    },
    {
      state: 'numbered, on SQLite',
      chain: '001 S001',
      at: '',
      with: { name: 'lite', tables: 't_s001_x' },
      code: 'BASELINE_REQUIRED',
      details: { tables: ['t_s001_x'] },
    },
    {
      state: 'the older tool’s table alone',
      chain: 'V17',
      at: '',
      with: { tables: 'public.refinery_schema_history' },
      code: null,
    },
    {
      state: 'a recorded version below the baseline is a missing file',
      chain: 'V17',
      at: 'V16__keys V17',
      code: 'MISSING_FILE',
    },
  ])('$state', (row) => holds({ ...row, module: upgrade }));
});

describe('rows without a file', () => {
  it.each<Row>([
    {
      state: 'a version above the highest file',
      chain: 'V17 V18 S001@V17',
      at: 'V17 V18 V25__later V26__last',
      code: 'DATABASE_NEWER',
      says: 'V25__later, V26__last, beyond the files of module gateway (their last step is V18__x)',
      hint: 'the release that has V26__last',
      details: { rows: ['V25__later', 'V26__last'], installTarget: null, last: 'V18__x' },
      open: 'S001:pending V25__later:unknown V26__last:unknown',
    },
    {
      state: 'a seed above the highest seed',
      chain: 'V17 S001@V17',
      at: 'V17 S001 S002',
      code: 'DATABASE_NEWER',
    },
    { state: 'a data step where the files have none', chain: 'V17', at: 'V17 DM001', code: 'DATABASE_NEWER' },
    {
      state: 'a version that has begun and that the files do not know',
      chain: 'V17',
      at: 'V17',
      with: { begun: 'V18__later' },
      code: 'DATABASE_NEWER',
      details: { rows: ['V18__later'] },
    },
    {
      state: 'an install to a step that the files do not know',
      chain: 'V17',
      at: 'V17',
      with: { marker: 'V20__later' },
      code: 'DATABASE_NEWER',
      says: 'being installed up to V20__later',
      details: { rows: [], installTarget: 'V20__later' },
    },
    {
      state: 'below the highest file',
      chain: 'V17 V19',
      at: 'V17 V18__gone V19',
      code: 'MISSING_FILE',
      says: 'migrations/postgres/V18__gone.sql',
      hint: 'Restore migrations/postgres/V18__gone.sql',
      details: { rows: ['V18__gone'], files: ['migrations/postgres/V18__gone.sql'] },
      open: 'V18__gone:missing',
    },
    {
      state: 'a seed below the highest seed',
      chain: 'V17 S002@V17',
      at: 'V17 S001 S002',
      code: 'MISSING_FILE',
    },
    {
      state: 'a known number under another name',
      chain: 'V17 V18 V19',
      at: 'V17 V18__renamed V19',
      code: 'UNKNOWN_VERSION',
      says: 'V18__renamed is recorded, but the file of that number is migrations/postgres/V18__x.sql',
      hint: 'migrations/postgres/V18__renamed.sql',
      details: { rows: [{ name: 'V18__renamed', file: 'migrations/postgres/V18__x.sql' }] },
      open: 'V18:unknown V18__renamed:unknown',
    },
    {
      state: 'a name that the profile cannot read',
      chain: 'V17',
      at: 'V17 0002_accounts',
      code: 'UNKNOWN_VERSION',
      says: '0002_accounts is no name of the versioned profile',
      details: { rows: [{ name: '0002_accounts', file: null }] },
    },
    {
      state: 'numbered: startup above the highest startup',
      chain: '001 100',
      at: '001 002_x',
      code: 'DATABASE_NEWER',
    },
    {
      state: 'numbered: release above the highest release',
      chain: '001 100 S001',
      at: '001 100 101_x',
      code: 'DATABASE_NEWER',
    },
    { state: 'numbered: startup below it', chain: '001 003 100', at: '001 002_x 003', code: 'MISSING_FILE' },
    {
      state: 'numbered: a data step above the highest',
      chain: '001 DM001',
      at: '001 DM002_x',
      code: 'DATABASE_NEWER',
    },
    { state: 'numbered: another name', chain: '001 002', at: '001_other', code: 'UNKNOWN_VERSION' },
    { state: 'numbered: a versioned name', chain: '001', at: '001 V18__x', code: 'UNKNOWN_VERSION' },
  ])('$state: $code', holds);
});

describe('files against rows', () => {
  it.each<Row>([
    {
      state: 'a file that is not what was applied',
      chain: 'V17 V18 V19',
      at: 'V17 V18',
      with: { edited: 'V18' },
      code: 'CHECKSUM_MISMATCH',
      says: 'migrations/postgres/V18__x.sql was changed after it had been applied: the history has sha256:before, the file sha256:postgres-V18__x',
      hint: 'lockstep repair --accept V18 --reason',
      details: {
        steps: [{ step: 'V18', name: 'V18__x', recorded: 'sha256:before', found: 'sha256:postgres-V18__x' }],
      },
      open: 'V18:edited V19:pending',
    },
    {
      state: 'an adopted step is compared too',
      chain: 'V17 S001@V17',
      at: 'V17 S001',
      with: { adopted: 'V17 S001', edited: 'S001' },
      code: 'CHECKSUM_MISMATCH',
      open: 'V17:adopted S001:edited',
    },
    {
      state: 'adopted and equal',
      chain: 'V17',
      at: 'V17',
      with: { adopted: 'V17' },
      code: null,
      open: 'V17:adopted',
    },
    {
      state: 'a step edited after it had begun',
      chain: 'V17 V18~',
      at: 'V17',
      with: { begun: 'V18', progress: { state: 'edited', recorded: 'sha256:done', found: 'sha256:other' } },
      code: 'CHECKSUM_MISMATCH',
      details: { steps: [{ step: 'V18', recorded: 'sha256:done', found: 'sha256:other' }] },
      open: 'V18:edited',
    },
    {
      state: 'a new version below an applied one',
      chain: 'V17 V18 V19 V20',
      at: 'V17 V19',
      code: 'OUT_OF_ORDER',
      says: 'migrations/postgres/V18__x.sql',
      hint: 'above V20',
      details: { steps: ['V18'], files: ['migrations/postgres/V18__x.sql'], head: 'V20' },
      open: 'V18:out-of-order V20:pending',
    },
    {
      state: 'a new version below one that has begun',
      chain: 'V17 V18 V19~',
      at: 'V17',
      with: { begun: 'V19' },
      code: 'OUT_OF_ORDER',
      open: 'V18:out-of-order V19:started',
    },
    {
      state: 'also while it is being installed',
      chain: 'V17 V18 V19 V20',
      at: 'V17 V19',
      with: { marker: 'V20' },
      code: 'OUT_OF_ORDER',
    },
    {
      state: 'a new seed or data step is never',
      chain: 'V17 V18 S001@V17 DM001@V17',
      at: 'V17 V18',
      code: null,
    },
    {
      state: 'numbered: startup below startup',
      chain: '001 002 003',
      at: '001 003',
      code: 'OUT_OF_ORDER',
      hint: 'above 003',
    },
    { state: 'numbered: startup below release is in order', chain: '001 002 100', at: '001 100', code: null },
    {
      state: 'numbered: release below release',
      chain: '001 100 101',
      at: '101',
      code: 'OUT_OF_ORDER',
      open: '001:pending 100:out-of-order',
    },
    { state: 'numbered: a seed below a seed', chain: '001 S001 S002', at: '001 S002', code: null },
    {
      state: 'a statement whose outcome cannot be known',
      chain: 'V17 V18~',
      at: 'V17',
      with: { begun: 'V18', progress: { state: 'half-done', statement: 'VACUUM t', line: 7 } },
      code: 'HALF_DONE',
      says: '(migrations/postgres/V18__x.sql:7): VACUUM t',
      hint: 'lockstep repair --resume',
      details: { migration: 'V18__x', line: 7, statement: 'VACUUM t' },
      open: 'V18:started',
    },
  ])('$state: $code', holds);
});

describe('a baseline that replaces a range', () => {
  const squashed = 'V40=V17..V40 V41';
  it.each<Row>([
    {
      state: 'is satisfied where the range is applied',
      chain: squashed,
      at: 'V17__a V30__b V40__c',
      code: null,
      open: 'V40:superseded V41:pending V17__a:superseded V30__b:superseded V40__c:superseded',
    },
    { state: 'and where later versions are', chain: squashed, at: 'V17__a V40__c V41', code: null },
    {
      state: 'is run on a fresh database',
      chain: squashed,
      at: '',
      code: null,
      open: 'V40:pending V41:pending',
    },
    { state: 'is an ordinary version afterwards', chain: squashed, at: 'V40 V41', code: null, open: '' },
    {
      state: 'sends a database inside the range to its end with the old files',
      chain: squashed,
      at: 'V17__a V30__b',
      code: 'MISSING_FILE',
      says: 'the history ends at V30__b, inside the range V17..V40 that V40__x replaces',
      hint: 'the last release that has the files up to V40',
      details: { rows: ['V17__a', 'V30__b'], baseline: 'V40__x' },
    },
    {
      state: 'does not cover what is older',
      chain: squashed,
      module: { policy: 'reset', baseline: 40 },
      at: 'V16__z V17__a V40__c',
      code: 'RESET_REQUIRED',
      details: { rows: ['V16__z'] },
    },
    {
      state: 'keeps the order: nothing new below its range',
      chain: 'V30 V40=V31..V40',
      at: 'V31__a V40__b',
      code: 'OUT_OF_ORDER',
    },
  ])('$state', holds);
});

it('a table of our name with other columns is HISTORY_FOREIGN, before anything else', () => {
  const module = chain('V17');
  const database: PlanDatabase = {
    ...at(module, '', { tables: 'public.t_v17__x public.refinery_schema_history' }),
    snapshot: { ...empty().snapshot, format: 'foreign', foreignColumns: ['version', 'dirty'] },
  };
  const { problem } = judgeDatabase(module, database);
  expect(problem).toMatchObject({
    code: 'HISTORY_FOREIGN',
    details: { table: 'public.schema_migrations', columns: ['version', 'dirty'] },
  });
  expect(problem?.message).toContain('version, dirty');
});

it('of several problems the first in the order of precedence is reported', () => {
  // Everything at once; each step takes the worst away and shows the next.
  const files = 'V17 V18 V19 V20 V21~ V22';
  const module = chain(files);
  const begun: DatabaseOptions = {
    begun: 'V21',
    progress: { state: 'half-done', statement: 'VACUUM', line: 1 },
  };
  const codes = [
    ['V3__old V17 V18__renamed V20 V16__gone V99__new', 'V17'],
    ['V17 V18__renamed V20 V99__new', 'V17'],
    ['V17 V18__renamed V20', 'V17'],
    ['V17 V18 V20', 'V17'],
    ['V17 V18 V20', ''],
    ['V17 V18 V19 V20', ''],
  ].map(
    ([history = '', edited = '']) =>
      judgeDatabase(module, at(module, history, { ...begun, edited })).problem?.code,
  );
  expect(codes).toEqual([
    'RESET_REQUIRED',
    'DATABASE_NEWER',
    'UNKNOWN_VERSION',
    'CHECKSUM_MISMATCH',
    'OUT_OF_ORDER',
    'HALF_DONE',
  ]);
  const gap = chain('V17 V19 V20');
  const two = at(gap, 'V17 V18__gone V19 V20', { edited: 'V20' });
  expect(judgeDatabase(gap, two).problem?.code).toBe('MISSING_FILE');
});

it('only a database without history, marker, progress and tables of the module is empty', () => {
  const module = chain('V17~ V18');
  const isEmpty = (history: string, options?: DatabaseOptions): boolean =>
    judgeDatabase(module, at(module, history, options)).empty;
  expect(isEmpty('')).toBe(true);
  expect(isEmpty('', { tables: 'public.other' })).toBe(true);
  expect(isEmpty('V17')).toBe(false);
  expect(isEmpty('', { marker: 'V18' })).toBe(false);
  expect(isEmpty('', { begun: 'V17' })).toBe(false);
  expect(isEmpty('', { tables: 'public.t_v17__x' })).toBe(false);
});

it('a long list is cut in the message and whole in the details', () => {
  const module = chain('V17');
  const newer = Array.from({ length: 8 }, (_, index) => `V${index + 20}__new`);
  const { problem } = judgeDatabase(module, at(module, `V17 ${newer.join(' ')}`));
  expect(problem?.message).toContain('V24__new and 3 more');
  expect(problem?.details['rows']).toEqual(newer);
});

it('a legacy name is known by its file', () => {
  const { chain: steps, ...rest } = chain('V17 V18');
  const [first, second] = steps;
  if (first === undefined || second === undefined) throw new Error('two steps');
  const module = { ...rest, chain: [{ ...first, name: '0001-initial' }, second] };
  const rows = at(module, 'V17 V18').snapshot.history.map((row, place) =>
    place === 0 ? { ...row, name: '0001-initial' } : row,
  );
  const judged = judgeDatabase(module, { ...empty(), snapshot: { ...empty().snapshot, history: rows } });
  expect(judged.problem).toBeNull();
  expect(judged.settled).toEqual(['applied', 'applied']);
});

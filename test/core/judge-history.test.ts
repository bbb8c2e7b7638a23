import { expect, it } from 'vitest';
import { judgeDatabase } from '../../src/core/judge-history.ts';
import type { PlanDatabase } from '../../src/core/plan.ts';
import { at, chain, type DatabaseOptions, empty } from './module-text.ts';

it('a table of our name with other columns is HISTORY_FOREIGN, before anything else', () => {
  const module = chain('V17');
  const occupied = at(module, '', { tables: 'public.t_v17__x public.refinery_schema_history' });
  const database: PlanDatabase = {
    ...occupied,
    snapshot: { ...occupied.snapshot, format: 'foreign', foreignColumns: ['version', 'dirty'] },
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
  const renamed = at(gap, 'V17 V18__gone V19__renamed V20');
  expect(judgeDatabase(gap, renamed).problem?.code).toBe('UNKNOWN_VERSION');
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

import { describe, it } from 'vitest';
import { holds, type StateRow } from './state-row.ts';

const upgrade = { policy: 'upgrade' } as const;
const reset = { policy: 'reset' } as const;

describe('history from before the baseline, policy reset', () => {
  it.each<StateRow>([
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
      hint: 'recreate the database empty',
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
  it.each<StateRow>([
    {
      state: 'a table that a script creates',
      chain: 'V17 V18',
      at: '',
      with: { tables: 'public.t_v17__x public.other' },
      code: 'BASELINE_REQUIRED',
      says: 'public.t_v17__x',
      hint: 'lockstep baseline --at V',
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

describe('a baseline that replaces a range', () => {
  const squashed = 'V40=V17..V40 V41';
  it.each<StateRow>([
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
    { state: 'applied itself, it covers what it finds', chain: squashed, at: 'V17__a V40', code: null },
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

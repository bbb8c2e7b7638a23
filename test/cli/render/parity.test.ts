import { describe, expect, test } from 'vitest';
import { renderParity } from '../../../src/cli/render/parity.ts';
import {
  billing,
  difference,
  gateway,
  live,
  missingIndex,
  onDelete,
  parityOf,
  rich,
  trigger,
} from './parity-samples.ts';
import { coloured, pipe, terminal } from './samples.ts';

const wide = terminal(130);

describe('a module in parity', () => {
  test('is a line with its figures and its engines', () => {
    expect(renderParity(parityOf(billing), wide)).toBe(
      `
billing  ✓ parity at V3  2 tables
  PostgreSQL 18.4 and SQLite 3.53.0

parity: 2 tables`.trimStart(),
    );
  });

  test('no module is said', () => {
    expect(renderParity(parityOf(), wide)).toBe('no module to compare');
  });
});

describe('a difference', () => {
  test('has its identifier, since when, what follows, and both sides beside each other with their files', () => {
    const text = renderParity(parityOf({ ...gateway, differences: [onDelete] }), wide);
    expect(text).toContain(
      `
  ✗ error  on-delete:both:api_keys(user_id)->users(id)  since V17
    Deleting a user sets the column to NULL on PostgreSQL and is refused on SQLite.
    PostgreSQL  migrations/postgres/V17__baseline.sql:41          │ SQLite  migrations/sqlite/V17__baseline.sql:38
    FOREIGN KEY (user_id) REFERENCES users(id) ON UPDATE RESTRICT │ FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE
      ON DELETE SET NULL                                          │   NO ACTION ON UPDATE RESTRICT
`,
    );
  });

  test('says where one side has nothing', () => {
    const lines = renderParity(parityOf(live(missingIndex)), wide).split('\n');
    expect(lines).toContain('    PostgreSQL  migrations/postgres/V19__service_accounts.sql:41 │ SQLite');
    expect(lines.find((line) => line.includes('CREATE INDEX'))).toMatch(/ │ \(nothing\)$/);
  });

  test('has its sides one above the other below 90 columns', () => {
    expect(renderParity(parityOf(live(onDelete)), terminal(60))).toContain(
      `
    Deleting a user sets the column to NULL on PostgreSQL
    and is refused on SQLite.
    PostgreSQL  migrations/postgres/V17__baseline.sql:41
    FOREIGN KEY (user_id) REFERENCES users(id) ON UPDATE
      RESTRICT ON DELETE SET NULL
    SQLite  migrations/sqlite/V17__baseline.sql:38
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON
      DELETE NO ACTION ON UPDATE RESTRICT
`,
    );
  });

  test.each([40, 60, 89, 90, 130])(
    'is never cut and never wider than the terminal, at %i columns',
    (width) => {
      const text = renderParity(parityOf(live(trigger)), terminal(width));
      const sides = text.split('\n').slice(4);
      for (const line of sides.filter((line) => !line.startsWith('→'))) {
        expect(line.length).toBeLessThanOrEqual(width);
      }
      const words = (some: string): string => some.replaceAll(/[\s│]+|\(nothing\)/g, '');
      expect(words(text)).toContain(words(trigger.postgres?.ddl ?? '-'));
    },
  );

  test('has its sides one above the other where a file name would be broken', () => {
    const text = renderParity(parityOf(live(onDelete)), terminal(92));
    expect(text).toMatch(/PostgreSQL +│ SQLite/);
    const file = `migrations/sqlite/V17__${'long_'.repeat(8)}name.sql`;
    const place = { step: 'V17', file, line: 38 };
    const files = { ...onDelete.files, sqlite: place };
    expect(renderParity(parityOf(live({ ...onDelete, files })), terminal(92))).toContain(
      `SQLite  ${file}:38\n`,
    );
  });

  test('marks the words that the other side lacks, wherever a clause stands', () => {
    const text = renderParity(parityOf(live(onDelete)), { ...coloured, width: 400 });
    expect(text).toContain('ON UPDATE RESTRICT ON DELETE <warn:SET> <warn:NULL>');
    expect(text).toContain('ON DELETE <warn:NO> <warn:ACTION> ON UPDATE RESTRICT');
  });

  test('marks what has changed places where the words are the same', () => {
    const order = difference('primary-key', 'both', 'memberships', {
      postgres: 'PRIMARY KEY (team_id, user_id)',
      sqlite: 'PRIMARY KEY (user_id, team_id)',
    });
    const text = renderParity(parityOf(live(order)), coloured);
    expect(text).toMatch(/PRIMARY KEY \(<warn:team_id>, user_id\)|\(team_id, <warn:user_id>\)/);
  });

  test('marks nothing in other case, quotes or order, and nothing without colour', () => {
    const same = difference('name', 'both', 'users.email', {
      postgres: 'email text NOT NULL UNIQUE',
      sqlite: '"EMAIL" TEXT UNIQUE NOT NULL',
    });
    expect(renderParity(parityOf(live(same)), coloured)).not.toContain('<warn:text');
    expect(renderParity(parityOf(live(onDelete)), pipe)).not.toContain('\u001b');
  });

  test('does not let a name drive the terminal', () => {
    const hostile = difference('table', 'sqlite', 'a\u001b[2Jb', {
      message: 'x\u001b]0;title\u0007',
      postgres: 'CREATE TABLE "a\u001b[2Jb" (\u202eid integer)',
    });
    // oxlint-disable-next-line no-control-regex
    expect(renderParity(parityOf(live(hostile)), wide)).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});

describe('a report', () => {
  test('counts what is another encoding of the same thing, and shows it where it is asked for', () => {
    expect(renderParity(rich, wide)).toContain('3 info');
    expect(renderParity(rich, wide)).not.toContain('encoding:both');
    expect(renderParity(rich, wide, { infos: true })).toContain(
      '  · info  encoding:both:usage_ledger.created_at  since V17',
    );
  });

  test('says behind which version something changed, and folds the others', () => {
    expect(renderParity(rich, wide)).toContain(
      `
  diverged first behind V17

  V17__baseline          ✗ 2 errors   3 appeared
  V18__route_weights     ✗ 3 errors   1 appeared
  V19__service_accounts  ✗ 4 errors   2 appeared, 1 settled
  V20 to V24             nothing new
`,
    );
  });

  test('puts a reason below what it is about where the line is full', () => {
    expect(renderParity(rich, terminal(70))).toContain(
      `
  accepted
    ✓ trigger:sqlite:usage_ledger.before-truncate
      SQLite has no TRUNCATE that could be refused

  not compared: 5 objects
    function ×4 on PostgreSQL: refuse_change, touch_updated_at, now_ms, 1 more
      SQLite has no functions in SQL
`,
    );
  });

  test('says which emulation settles what it stands for', () => {
    const check = difference('check', 'sqlite', 'budgets(period)', {});
    const emulation = difference('trigger', 'postgres', 'budgets.budgets_period', {});
    const exception = {
      id: emulation.id,
      postgres: null,
      sqlite: 'x',
      reason: 'no ADD CHECK',
      standsFor: check.id,
    };
    const accepted = [check, emulation].map((each) => ({ difference: each, exception }));
    expect(renderParity(parityOf({ ...billing, accepted }), wide)).toContain(
      `
  accepted
    ✓ check:sqlite:budgets(period)  settled by trigger:postgres:budgets.budgets_period
    ✓ trigger:postgres:budgets.budgets_period  no ADD CHECK (stands for check:sqlite:budgets(period))
`,
    );
  });

  test('says of a difference on the way that it is gone', () => {
    expect(renderParity(rich, wide)).toContain('column:sqlite:routes.weight  since V18, gone again with V19');
  });

  test('shows the paths that end otherwise, and counts the others', () => {
    expect(renderParity(rich, wide)).toContain(
      `
  ✓ 1 other path ends in the same schema

  ✗ another path on SQLite ends otherwise: stopped behind V18 without data steps, then the rest

  ✗ index  prices(model_id)
    The index prices_model_idx is missing.
    a fresh install                                    │ this path
    CREATE INDEX prices_model_idx ON prices (model_id) │ (nothing)
`,
    );
  });

  test('lists stale exceptions with what to do, what is accepted, and what was not compared', () => {
    expect(renderParity(rich, wide)).toContain(
      `
  ✗ stale exception  check:sqlite:budgets(soft_limit)
    Both sides have the check now.
    It was accepted because: the application checks it
    → Take the entry out of the parity file, or review it again and accept it as it is now.

  accepted
    ✓ trigger:sqlite:usage_ledger.before-truncate  SQLite has no TRUNCATE that could be refused

  not compared: 5 objects
    function ×4 on PostgreSQL: refuse_change, touch_updated_at, now_ms, 1 more  SQLite has no functions in SQL
    virtual table on SQLite: models_search  PostgreSQL has nothing like it
`,
    );
  });

  test('ends with the verdict over all modules and the command that accepts, as a shell takes it', () => {
    expect(renderParity(rich, wide).split('\n').slice(-3)).toEqual([
      'differs: 19 tables, 5 errors, 1 stale exception, 1 difference between paths, 1 warning, 1 accepted, 3 info',
      '→ Mend the side that is wrong by the next version: lockstep new NAME',
      `→ Where it is meant so, accept it: lockstep parity accept 'on-delete:both:api_keys(user_id)->users(id)' --reason "…"`,
    ]);
  });

  test('asks nobody to accept a warning unless it is strict', () => {
    const warned = {
      ...gateway,
      differences: gateway.differences.filter((each) => each.severity !== 'error'),
    };
    const only = { ...warned, staleExceptions: [], paths: [] };
    expect(renderParity(parityOf(only), wide)).not.toContain('parity accept');
    const strict = { ...parityOf(only), verdict: 'differs', strict: true } as const;
    expect(renderParity(strict, wide)).toContain("parity accept 'nullable-key:sqlite:teams(id)'");
  });

  test('names --at each where a difference stood on the way only: no next version mends that', () => {
    const differences = gateway.differences.filter(({ object }) => object === 'routes.weight');
    const lines = renderParity(parityOf({ ...gateway, differences }), wide)
      .split('\n')
      .slice(-2);
    expect(lines[0]).toMatch(/^differs:/);
    expect(lines[1]).toBe(
      '→ Where it is meant so, accept it: lockstep parity accept column:sqlite:routes.weight --at each --reason "…"',
    );
  });

  test('of two live databases names no parity file', () => {
    const text = renderParity(parityOf(live(missingIndex)), wide);
    expect(text).toMatch(/^✗ differs {2}2 tables, 1 error\n/);
    expect(text).toContain('both databases were only read');
    expect(text).not.toContain('accept');
  });
});

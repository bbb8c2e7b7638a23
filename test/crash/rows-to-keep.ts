import type { Engine } from '../../src/core/engine.ts';

const moments: Readonly<Record<Engine, string>> = {
  postgres: `'2026-01-01T00:00:00Z'`,
  sqlite: '1767225600000',
};

function id(table: number, row: number): string {
  return `'00000000-0000-4000-8000-${String(table).padStart(4, '0')}${String(row).padStart(8, '0')}'`;
}

/**
 * Returns the text of a seed that stands behind V18: parents with children below every table that a later step
 * rebuilds or fills. Each time is given, so that every store reads back the same rows.
 */
export function rowsToKeep(engine: Engine): string {
  const now = moments[engine];
  const numbers = [1, 2, 3];
  const insert = (table: string, columns: string, rows: readonly string[]): string =>
    `INSERT INTO ${table} (${columns}) VALUES\n  ${rows.map((row) => `(${row})`).join(',\n  ')};\n`;
  const hash = (n: number): string => `'${String(n).repeat(64)}'`;
  return [
    `-- lockstep: after=V18\n`,
    insert('users', 'id, email, display_name, created_at, updated_at', [
      `${id(1, 1)}, 'a@example.com', 'A', ${now}, ${now}`,
    ]),
    insert('teams', 'id, slug, name, created_at, updated_at', [
      `${id(2, 1)}, 'team', 'Team', ${now}, ${now}`,
    ]),
    insert('models', 'id, slug, name, context_tokens, created_at, updated_at', [
      `${id(3, 1)}, 'model', 'Model', 1000, ${now}, ${now}`,
    ]),
    insert(
      'api_keys',
      'id, name, key_prefix, key_hash, user_id, created_at',
      numbers.map((n) => `${id(4, n)}, 'key', 'k', ${hash(n)}, ${id(1, 1)}, ${now}`),
    ),
    insert(
      'api_key_limits',
      'api_key_id, span, max_requests',
      numbers.map((n) => `${id(4, n)}, 'day', ${n}`),
    ),
    insert(
      'model_grants',
      'id, model_id, api_key_id, created_at',
      numbers.map((n) => `${id(5, n)}, ${id(3, 1)}, ${id(4, n)}, ${now}`),
    ),
    insert(
      'user_budgets',
      'id, user_id, period, hard_limit_cents, period_started_at, created_at, updated_at',
      [`${id(6, 1)}, ${id(1, 1)}, 'day', 500, ${now}, ${now}, ${now}`],
    ),
    insert(
      'team_budgets',
      'id, team_id, period, hard_limit_cents, period_started_at, created_at, updated_at',
      [`${id(7, 1)}, ${id(2, 1)}, 'month', 900, ${now}, ${now}, ${now}`],
    ),
    insert(
      'request_log',
      'id, api_key_id, user_id, model_id, requested_model, started_at, finished_at',
      numbers.map((n) => `${id(8, n)}, ${id(4, n)}, ${id(1, 1)}, ${id(3, 1)}, 'model', ${now}, ${now}`),
    ),
    insert(
      'request_attempts',
      'request_id, attempt, outcome, started_at, duration_ms',
      numbers.map((n) => `${id(8, n)}, 1, 'succeeded', ${now}, ${n}`),
    ),
    insert(
      'request_payloads',
      'request_id, request_body, created_at',
      numbers.map((n) => `${id(8, n)}, '{}', ${now}`),
    ),
    insert(
      'request_tags',
      'request_id, name, value',
      numbers.map((n) => `${id(8, n)}, 'tag', '${n}'`),
    ),
    insert(
      'usage_ledger',
      'id, request_id, api_key_id, user_id, model_id, cost_cents, occurred_at, posted_at',
      numbers.map(
        (n) => `${id(9, n)}, ${id(8, n)}, ${id(4, n)}, ${id(1, 1)}, ${id(3, 1)}, ${n}, ${now}, ${now}`,
      ),
    ),
  ].join('');
}

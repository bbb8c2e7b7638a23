import { describe, expect, test } from 'vitest';
import { parityMarkdown } from '../../../src/cli/render/parity-markdown.ts';
import {
  billing,
  difference,
  gateway,
  live,
  missingIndex,
  onDelete,
  parityOf,
  rich,
} from './parity-samples.ts';

describe('a comment on a pull request', () => {
  test('of parity is its verdict and figures', () => {
    expect(parityMarkdown(parityOf(billing))).toBe(
      '### ✅ Parity\n\n- **billing** at V3: 2 tables (PostgreSQL 18.4 and SQLite 3.53.0)',
    );
  });

  test('begins with the verdict, the figures of each module and how many there are of each kind', () => {
    expect(parityMarkdown(rich)).toMatch(
      `### ❌ The two schemas differ

- **gateway** at V24: 17 tables, 5 errors, 1 stale exception, 1 difference between paths, 1 warning, 1 accepted, 3 info; diverged first behind \`V17\` (PostgreSQL 18.4 and SQLite 3.53.0)
- **billing** at V3: 2 tables (PostgreSQL 18.4 and SQLite 3.53.0)

| kind | errors | warnings | info |
| --- | ---: | ---: | ---: |
| on-delete | 1 |  |  |
| index | 1 |  |  |
| default | 1 |  |  |
| trigger | 1 |  |  |
| column | 1 |  |  |
| nullable-key |  | 1 |  |
| encoding |  |  | 3 |
`,
    );
  });

  test('folds each difference, with both sides as SQL', () => {
    expect(parityMarkdown(parityOf(live(missingIndex)))).toContain(
      `<details><summary>❌ <code>index:sqlite:request_logs(owner_id,occurred_at)</code> <code>since V19</code></summary>

SQLite lacks the index: a query by owner and time is quick on PostgreSQL and reads the whole table on SQLite.

**PostgreSQL** \`migrations/postgres/V19__service_accounts.sql:41\`
\`\`\`sql
CREATE INDEX request_logs_owner_idx ON public.request_logs USING btree (owner_id, occurred_at DESC)
\`\`\`

**SQLite**: nothing

</details>`,
    );
  });

  test('has what is stale, other paths, accepted and not compared, and ends with the command', () => {
    const text = parityMarkdown(rich);
    expect(text).toContain(
      '❌ stale exception `check:sqlite:budgets(soft_limit)` in <code>gateway</code>: Both sides have the check now.',
    );
    expect(text).toContain(
      '❌ another path on SQLite in <code>gateway</code>: <code>prices(model_id)</code>',
    );
    expect(text).toContain('<summary>✅ 1 accepted in <code>gateway</code></summary>');
    expect(text).toContain(
      '- PostgreSQL, function: `refuse_change`, `touch_updated_at`, `now_ms`, `slug_of`.',
    );
    expect(text.split('\n').at(-1)).toBe(
      '> Where it is meant so, accept it: `lockstep parity accept \'on-delete:both:api_keys(user_id)->users(id)\' --reason "…"`',
    );
  });
});

describe('what a schema says', () => {
  const name = '<script>alert(1)</script>|\\<b>`x` @octocat #12 [a](http://evil.example) </details>';
  const hostile = difference('table', 'sqlite', name, {
    message: `SQLite lacks ${name}.\n\n# heading`,
    postgres: `CREATE TABLE "${name}" (\n  a text DEFAULT '\`\`\`\n</details>'\n)`,
    since: 'V1</summary>',
  });
  const text = parityMarkdown(
    parityOf({
      ...gateway,
      module: name,
      differences: [hostile, { ...hostile, severity: 'info' }],
      staleExceptions: gateway.staleExceptions.map((stale) => ({ ...stale, reason: name })),
      notCompared: [{ side: 'both', kind: name, name, reason: name }],
    }),
  );
  const outside = withoutCode(text);

  test('is no HTML', () => {
    const tags = [...outside.matchAll(/<\/?(\w+)/g)].map(([, tag]) => tag);
    expect([...new Set(tags)].toSorted()).toEqual(['code', 'details', 'summary']);
    const count = (part: string): number => outside.split(part).length - 1;
    expect(count('<details>')).toBe(count('</details>'));
    expect(count('<summary>')).toBe(count('</summary>'));
  });

  test('is no heading, link, mention, reference, and no end of a block of code', () => {
    expect(outside).not.toMatch(/^# heading/m);
    const prose = outside.replaceAll(/<code>.*?<\/code>/g, '');
    expect(prose).not.toMatch(/(?<!\\)\[a\\?\]|http:\/\/|#12|@octocat/);
    expect(prose).toContain(String.raw`\|\\&lt;b&gt;`);
    expect(text).toContain('````sql\n');
  });
});

describe('a report that is longer than a comment', () => {
  const many = (severity: 'error' | 'warning', count: number) =>
    Array.from({ length: count }, (_, index) =>
      difference('index', 'sqlite', `t${index}(a)`, { severity, postgres: 'x'.repeat(1_500) }),
    );

  test('is cut with a count of what was left out, errors first', () => {
    const text = parityMarkdown(
      parityOf({ ...gateway, differences: [...many('warning', 20), ...many('error', 30)] }),
    );
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.length).toBeGreaterThan(60_000);
    expect(text.split('❌ <code>')).toHaveLength(31);
    const shown = text.split('⚠️ <code>').length - 1;
    expect(text).toContain(`… left out, because a comment cannot be longer: ${20 - shown} warnings,`);
    expect(text).toContain('lockstep parity accept');
  });

  test('is short enough whatever it holds', () => {
    const long = { ...onDelete, message: 'm'.repeat(200_000) };
    expect(parityMarkdown(parityOf(live(long))).length).toBeLessThan(65_536);
    expect(parityMarkdown(parityOf(live(...many('error', 2_000)))).length).toBeLessThan(65_536);
  });
});

/** The text outside of blocks and spans of code. */
function withoutCode(text: string): string {
  return text
    .replaceAll(/^(`{3,})sql\n[\s\S]*?\n\1$/gm, '')
    .replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
}

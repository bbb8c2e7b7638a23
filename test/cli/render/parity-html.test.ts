import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parityHtml } from '../../../src/cli/render/html/parity-html.ts';
import { dumpDom, findChromium } from './chromium.ts';
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

const name = `users</script><script>document.title='run'</script><img src=x onerror="document.title='run'">"'`;
const hostile = parityOf(
  {
    ...gateway,
    module: name,
    differences: [
      ...gateway.differences,
      {
        ...difference('table', 'sqlite', name, {
          message: name,
          postgres: `CREATE TABLE "${name}" (id uuid)`,
        }),
        table: name,
        since: name,
      },
    ],
    staleExceptions: gateway.staleExceptions.map((stale) => ({ ...stale, reason: name })),
    notCompared: [{ side: 'both', kind: name, name, reason: name }],
  },
  { ...billing, tables: [name], engines: { postgres: name, sqlite: name } },
);

describe('the page', () => {
  const page = parityHtml(rich);

  test('is one file that loads nothing and may load nothing', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-`);
    expect(page).not.toMatch(/https?:|\bsrc=|<link|@import|url\(|\bstyle=|\bon\w+="/);
    expect(page.length).toBeLessThan(40_000);
  });

  test('has the verdict, figures, each difference with both sides, and what differs marked', () => {
    expect(page).toContain('✗ The two schemas differ');
    expect(page).toContain('<a href="#severity=error"><b>5</b> errors</a>');
    expect(page).toContain('ON DELETE <mark>SET</mark> <mark>NULL</mark>');
    expect(page).toContain('<b>SQLite</b> <code>migrations/sqlite/V17__baseline.sql:38</code>');
    expect(page.match(/<details class="card difference/g)).toHaveLength(9);
    expect(page.match(/<details class="card difference info"[^>]* open/)).toBeNull();
  });

  test('has a matrix of tables by kind whose cells filter, and the tables that are alike', () => {
    expect(page).toContain(
      '<td class="error"><a href="#module=gateway&amp;table=request_logs&amp;kind=index" aria-label="1 error: index of request_logs"',
    );
    expect(page).toContain('10 tables without a difference');
  });

  test('has the versions, other paths, stale, accepted and not compared', () => {
    for (const part of [
      '<b>V19</b> 4 errors +2 −1',
      'the same schema as a fresh install',
      'Both sides have the check now.',
    ]) {
      expect(page).toContain(part);
    }
    expect(page).toContain('SQLite has no TRUNCATE that could be refused');
    expect(page).toContain('refuse_change, touch_updated_at, now_ms, slug_of');
  });

  test('of parity has no filters, and of nothing says so', () => {
    expect(parityHtml(parityOf(billing))).toContain('✓ Parity');
    expect(parityHtml(parityOf(billing))).not.toContain('id="filters"');
    expect(parityHtml(parityOf())).toContain('No module to compare.');
  });

  test('of two live databases offers nothing to accept', () => {
    const text = parityHtml(parityOf(live(missingIndex, onDelete)));
    expect(text).toContain('<h2>Two live databases');
    expect(text).not.toContain('parity accept');
  });

  test('escapes whatever a schema says', () => {
    const text = parityHtml(hostile);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text.match(/<\/script/g)).toHaveLength(1);
    expect(text).not.toMatch(/<img|="[^"<>]*document\.title='/);
  });
});

const chromium = await findChromium();

describe.skipIf(chromium === null)('in a browser (skipped where there is no Chromium)', () => {
  let folder: string;
  let dom: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lockstep-page-'));
    const file = join(folder, 'report.html');
    await writeFile(file, parityHtml(hostile));
    dom = await dumpDom(chromium ?? '', `${pathToFileURL(file).href}#severity=error&q=lacks+weight`);
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('the address filters: by severity, and by every word of the search', () => {
    const cards = [...dom.matchAll(/<details class="card difference[^>]*>/g)].map(([tag]) => tag);
    expect(cards).toHaveLength(10);
    const shown = cards.filter((tag) => !/ hidden/.test(tag));
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain('data-table="routes"');
    expect(dom).toContain('>1 of 10 shown</output>');
  });

  test('its own script runs, and none that a name or a statement carries', () => {
    expect(dom).toContain('<title>Schemas differ</title>');
    expect(dom).not.toMatch(/<img/);
    expect(dom).toMatch(/<div id="filters" role="search">/);
  });
});

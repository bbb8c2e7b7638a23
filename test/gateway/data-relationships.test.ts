import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** That its diagrams are those of the store is for tables.test.ts, which has migrated databases at hand. */
const text = readFileSync(new URL('../../docs/data-relationships.md', import.meta.url), 'utf8');

test('docs/data-relationships.md has diagrams of plain Mermaid: entities with their keys, and lines between them', () => {
  const diagrams = [...text.matchAll(/```mermaid\nerDiagram\n([\s\S]*?)\n```/g)].map(
    ([, lines = '']) => lines,
  );
  expect(diagrams).toHaveLength(5);
  const entity = /^ {2}\w+ \{$/;
  const attribute = /^ {4}[a-z]+ \w+(?: (?:PK|FK|UK)(?:, (?:PK|FK|UK))*)?(?: "[^"]+")?$/;
  const line = /^ {2}\w+ (?:\|\||\|o)(?:--|\.\.)(?:o\{|o\|) \w+ : "[^"]+"$/;
  const odd = diagrams
    .flatMap((lines) => lines.split('\n'))
    .filter((it) => !entity.test(it) && !attribute.test(it) && !line.test(it) && it !== '  }');
  expect(odd).toEqual([]);
});

test('its text names only tables that are drawn', () => {
  const drawn = new Set([...text.matchAll(/^ {2}(\w+) \{$/gm)].map(([, name]) => name));
  const named = [...text.matchAll(/`([a-z]+_[a-z]+)\.\w+`/g)].map(([, name]) => name);
  expect(drawn.size).toBe(29);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !drawn.has(name))).toEqual([]);
});

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { entityGraph } from '../../scripts/entity-graph.ts';
import { generateDocs, pathOf, relationshipsPage } from '../../scripts/generate-docs.ts';
import { logicalColumns, migrateAndRead } from '../../scripts/read-store-schema.ts';
import type { Schema } from '../../src/index.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';

describe('docs/data-relationships.md', () => {
  let text: string;
  beforeAll(async () => {
    text = await readFile(pathOf(relationshipsPage), 'utf8');
  });

  test('has the diagrams of a migrated store (else: npm run docs)', async () => {
    expect(await generateDocs(relationshipsPage, text)).toBe(text);
  });

  test('has diagrams of plain Mermaid: entities with their keys, and lines between them', () => {
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

  test('names only tables that are there', () => {
    const drawn = new Set([...text.matchAll(/^ {2}(\w+) \{$/gm)].map(([, name]) => name));
    const named = [...text.matchAll(/`([a-z]+_[a-z]+)\.\w+`/g)].map(([, name]) => name);
    expect(drawn.size).toBe(29);
    expect(named.filter((name) => !drawn.has(name))).toEqual([]);
  });
});

describe('the entity graph', () => {
  let schema: Schema;
  let logical: Readonly<Record<string, string>>;
  beforeAll(async () => {
    schema = await migrateAndRead((await createPostgresDatabase()).url);
    logical = await logicalColumns();
  });

  test('is the same from the catalog of PostgreSQL', async () => {
    const text = await readFile(pathOf(relationshipsPage), 'utf8');
    const page = { ...relationshipsPage, parts: async () => entityGraph(schema, logical) };
    expect(await generateDocs(page, text)).toBe(text);
  });

  test('has every foreign key once', () => {
    const lines = Object.values(entityGraph(schema, logical))
      .join('\n')
      .match(/^ {2}\w+ \S+ \w+ : /gm);
    expect(lines).toHaveLength(schema.tables.flatMap(({ foreignKeys }) => foreignKeys).length);
  });

  test('refuses a table that nobody has put into a diagram, and one that is gone', () => {
    const [first, ...others] = schema.tables;
    const stray = { ...first!, name: 'stray' };
    expect(() => entityGraph({ ...schema, tables: [...schema.tables, stray] }, logical)).toThrow(
      'stray is in',
    );
    expect(() => entityGraph({ ...schema, tables: others }, logical)).toThrow(`${first?.name} is in`);
  });
});

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { entityGraph } from '../../scripts/entity-graph.ts';
import { generateDocs, pathOf, relationshipsPage } from '../../scripts/generate-docs.ts';
import { logicalColumns, migrateAndRead } from '../../scripts/read-store-schema.ts';
import type * as postgresTables from '../../src/gateway/tables/postgres/index.ts';
import type * as sqliteTables from '../../src/gateway/tables/sqlite/index.ts';
import type { Schema } from '../../src/index.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import {
  describeEnums,
  describeExported,
  describeSchema,
  exportedBy,
  listEnums,
  listProperties,
} from './described-tables.ts';

/** What a repository reads and writes, by table. */
type Rows<Tables> = {
  readonly [Name in keyof Tables]: Tables[Name] extends {
    $inferSelect: infer Read;
    $inferInsert?: infer Written;
  }
    ? { readonly read: Read; readonly written: Written }
    : never;
};
/** Whether two types are the same one: a mere mutual assignability lets `unknown` and `any` through. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const places = {
  postgres: async () => (await createPostgresDatabase()).url,
  sqlite: async () => `sqlite:${tempFolder()}/store.db`,
};

describe.each(['postgres', 'sqlite'] as const)('the tables that the repositories know, on %s', (engine) => {
  let schema: Schema;
  beforeAll(async () => {
    schema = await migrateAndRead(await places[engine]());
  });

  test('are those of a migrated database: columns, types, NOT NULL, defaults, keys, foreign keys with their actions', () => {
    expect(schema.tables).toHaveLength(29);
    expect(schema.views.map(({ name }) => name)).toEqual(['active_api_keys']);
    const described = describeExported(engine);
    expect(described.length).toBeGreaterThan(300);
    expect(described).toEqual(describeSchema(schema));
  });

  test('have enums that list what the CHECKs allow', () => {
    const enums = listEnums(engine);
    expect(enums.length).toBeGreaterThan(20);
    expect(enums).toEqual(describeEnums(schema));
  });

  test('are drawn in docs/data-relationships.md as the catalog has them (else: npm run docs)', async () => {
    const graph = entityGraph(schema, await logicalColumns());
    const text = await readFile(pathOf(relationshipsPage), 'utf8');
    expect(await generateDocs({ ...relationshipsPage, parts: async () => graph }, text)).toBe(text);
    const lines = Object.values(graph)
      .join('\n')
      .match(/^ {2}\w+ \S+ \w+ : /gm);
    expect(lines).toHaveLength(schema.tables.flatMap(({ foreignKeys }) => foreignKeys).length);
  });

  test('are all drawn: one that nobody has put into a diagram is refused, and one that is gone', async () => {
    const logical = await logicalColumns();
    const [first, ...others] = schema.tables;
    const stray = { ...first!, name: 'stray' };
    expect(() => entityGraph({ ...schema, tables: [...schema.tables, stray] }, logical)).toThrow(
      'stray is in',
    );
    expect(() => entityGraph({ ...schema, tables: others }, logical)).toThrow(`${first?.name} is in`);
  });
});

test('both engines have them under the same names, with the same properties in the same order', () => {
  expect(Object.keys(exportedBy.sqlite)).toEqual(Object.keys(exportedBy.postgres));
  expect(listProperties('sqlite')).toEqual(listProperties('postgres'));
});

test('both engines read and write the same JavaScript values, as tsc sees them', () => {
  const same: Same<Rows<typeof postgresTables>, Rows<typeof sqliteTables>> = true;
  expect(same).toBe(true);
});

test('a property has the name of its column, a table that of its export', () => {
  const camelCase = (name: string): string =>
    name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const renamed = listProperties('postgres').filter((line) => {
    const [, property, column = ''] = /\.(\w+) (\w+)$/.exec(line) ?? [];
    return property !== camelCase(column);
  });
  expect(renamed).toEqual([]);
  const tables = describeExported('postgres').flatMap((line) => /^table (\w+)/.exec(line)?.[1] ?? []);
  expect([...tables, 'active_api_keys'].map(camelCase).sort()).toEqual(
    Object.keys(exportedBy.postgres).sort(),
  );
});

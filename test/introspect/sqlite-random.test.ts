import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSqliteScratch } from '../../src/drivers/scratch/open-scratch.ts';
import type { ColumnType } from '../../src/core/schema.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import { sqliteType } from '../../src/introspect/sqlite-type.ts';
import { unquote } from '../../src/sql/names.ts';
import { readCreateIndex } from '../../src/sql/sqlite-ddl/read-create-index.ts';
import { readCreateTrigger } from '../../src/sql/sqlite-ddl/read-create-trigger.ts';
import { readCreateView } from '../../src/sql/sqlite-ddl/read-create-view.ts';
import { readCreateTable } from '../../src/sql/sqlite-ddl/read-create-table.ts';
import { holds, propertyTimeout } from '../property/run-property.ts';
import { type RandomRule, randomTable } from './random-table.ts';

const runs = 200;

test(
  'what a random table means is what the model says, and the text agrees with the pragmas',
  async () => {
    const scratch = await (await openSqliteScratch('better-sqlite3')).create();
    let accepted = 0;
    await holds(
      fc.asyncProperty(randomTable, async ({ name, columns, rules, sql }) => {
        const wasTaken = await scratch.execute([sql]).then(
          () => true,
          () => false,
        );
        if (!wasTaken) return;
        accepted += 1;
        try {
          const { tables } = await introspectSession(scratch.session);
          const table = tables[0]!;
          const text = readCreateTable(sql);
          const all: readonly RandomRule[] = [...columns.flatMap((column) => column.rules), ...rules];
          const ofKind = <K extends RandomRule['kind']>(kind: K): readonly RuleOf<K>[] =>
            all.filter((rule) => rule.kind === kind) as unknown as readonly RuleOf<K>[];

          expect(table.name).toBe(name);
          expect(table.columns.map((column) => column.name)).toEqual(columns.map((column) => column.name));
          // The text agrees with the pragmas.
          const typed = (type: ColumnType): unknown => [type.name, type.arguments];
          expect(text.columns.map((column) => [column.name, typed(sqliteType(column.type))])).toEqual(
            table.columns.map((column) => [column.name, typed(column.type)]),
          );
          const inKey = table.form.withoutRowid ? (table.primaryKey?.columns ?? []) : [];
          const isRowid = (column: (typeof table.columns)[number]): boolean => column.counter !== null;
          expect(text.columns.map((column) => column.isNotNull || inKey.includes(column.name))).toEqual(
            table.columns.map((column) =>
              isRowid(column)
                ? text.columns.find((each) => each.name === column.name)!.isNotNull
                : !column.nullable,
            ),
          );
          expect(text.keys.filter(({ kind }) => kind === 'primary key').map((key) => key.columns)).toEqual(
            table.primaryKey === null ? [] : [table.primaryKey.columns],
          );
          // The model says what was meant.
          expect(table.primaryKey?.name ?? null).toBe(ofKind('primary key')[0]?.name ?? null);
          expect(table.checks.map((check) => [check.name, check.expression])).toEqual(
            ofKind('check').map((check) => [check.name, check.expression.replace(/ \/\*.*$/, '')]),
          );
          expect(table.foreignKeys.map((key) => [key.name, key.columns, key.deferrable])).toEqual(
            ofKind('foreign key').map((key) => [key.name, key.columns, meantBy(key.deferrable)]),
          );
          for (const [place, column] of table.columns.entries()) {
            const own = columns[place]!.rules;
            const collation = own.findLast((rule) => rule.kind === 'collate')?.collation ?? 'binary';
            const plain = (collation.startsWith('"') ? unquote(collation) : collation).toUpperCase();
            expect(column.collation).toBe(plain === 'BINARY' ? null : plain);
            const value = own.findLast((rule) => rule.kind === 'default')?.value ?? null;
            expect(column.default).toBe(
              value === 'pending' ? "'pending'" : (value?.replace(/^\((.*)\)$/, '$1') ?? null),
            );
            expect(text.columns[place]!.default).toBe(value?.replace(/^\((.*)\)$/, '$1') ?? null);
            const generated = own.find((rule) => rule.kind === 'generated');
            expect(column.generated?.stored ?? null).toBe(generated?.stored ?? null);
            expect(column.generated?.expression ?? null).toBe(
              generated?.expression.replace(/ \/\*.*$/, '') ?? null,
            );
          }
          // Two over the same columns are one, and it has the name of the first.
          for (const unique of table.uniques) {
            const meant = ofKind('unique').filter(
              ({ columns: these }) => these.join() === unique.columns.join(),
            );
            expect(meant.map((each) => each.name)).toContain(unique.name);
            expect(unique.collations.every((collation) => collation === null)).toBe(true);
          }
        } finally {
          await scratch.execute([`DROP TABLE "${name.replaceAll('"', '""')}"`]);
        }
      }),
      runs,
    );
    expect(accepted).toBeGreaterThan(runs / 2);
    await scratch[Symbol.asyncDispose]();
  },
  propertyTimeout,
);

/** UNIQUE and PRIMARY KEY share a type. */
type RuleOf<K> = RandomRule extends infer Rule
  ? Rule extends { readonly kind: infer Kind }
    ? K extends Kind
      ? Rule
      : never
    : never
  : never;

function meantBy(written: string): string {
  if (written.startsWith('NOT') || !written.includes('DEFERRABLE')) return 'no';
  return written.includes('INITIALLY DEFERRED') ? 'initially-deferred' : 'initially-immediate';
}

test('any text is read without an error, also one that was cut', () =>
  holds(
    fc.property(
      randomTable,
      fc.nat(400),
      fc.constantFrom('', ';', ')', "'", ' x, (', 'WHEN BEGIN'),
      ({ sql }, end, tail) => {
        const text = sql.slice(0, end) + tail;
        for (const verb of [
          'TABLE',
          'INDEX',
          'UNIQUE INDEX',
          'TRIGGER',
          'VIEW',
          'TEMP TRIGGER t AFTER UPDATE OF',
        ]) {
          const other = text.replace('TABLE', verb);
          for (const read of [readCreateTable, readCreateIndex, readCreateTrigger, readCreateView])
            expect(() => read(other)).not.toThrow();
        }
      },
    ),
    100,
  ));

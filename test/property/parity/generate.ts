import * as fc from 'fast-check';
import { rawCondition, toCondition } from './generate-conditions.ts';
import { type KindName, kinds, labelPool } from './kinds.ts';
import type {
  Action,
  Model,
  ModelColumn,
  ModelForeignKey,
  ModelTable,
  ModelTrigger,
  ModelView,
} from './model.ts';
import { nameParts } from './names.ts';
import { rawAccess, toAccesses } from './generate-accesses.ts';
import { type Condition, partsOf, type Value } from './conditions.ts';

const small = fc.nat({ max: 999 });

const kindNames = Object.keys(kinds) as KindName[];

const rawColumn = fc.record({
  name: small,
  kind: fc.constantFrom('int', 'text', 'bool', ...kindNames),
  isNullable: fc.boolean(),
  length: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 3 }),
  default: fc.option(small, { freq: 2 }),
  labels: fc.integer({ min: 1, max: labelPool.length }),
});

const rawKey = fc.record({
  columns: fc.array(small, { minLength: 1, maxLength: 3 }),
  isCounter: fc.boolean(),
});

const actions: readonly Action[] = ['NO ACTION', 'CASCADE', 'SET NULL', 'RESTRICT', 'SET DEFAULT'];

const rawForeignKey = fc.record({
  target: small,
  key: small,
  onDelete: fc.constantFrom(...actions),
  onUpdate: fc.constantFrom(...actions),
  isDeferred: fc.boolean(),
  isNullable: fc.boolean(),
  name: small,
});

const rawTrigger = fc.record({
  name: small,
  timing: fc.constantFrom('BEFORE' as const, 'AFTER' as const),
  events: fc.subarray(['INSERT', 'UPDATE', 'DELETE'] as const, { minLength: 1 }),
  of: fc.option(small),
  when: fc.option(rawCondition),
});

const rawTable = fc.record({
  name: small,
  columns: fc.array(rawColumn, { maxLength: 7 }),
  key: fc.option(rawKey, { freq: 5 }),
  accesses: fc.array(rawAccess, { maxLength: 4 }),
  checks: fc.array(rawCondition, { maxLength: 3 }),
  generated: fc.array(fc.record({ name: small, value: small, from: small }), { maxLength: 2 }),
  foreignKeys: fc.array(rawForeignKey, { maxLength: 2 }),
  triggers: fc.array(rawTrigger, { maxLength: 2 }),
});

const rawModel = fc.record({
  tables: fc.array(rawTable, { minLength: 1, maxLength: 3 }),
  views: fc.array(
    fc.record({ name: small, table: small, columns: fc.array(small, { minLength: 1, maxLength: 3 }) }),
    {
      maxLength: 1,
    },
  ),
});

type RawTable = Parameters<Parameters<typeof rawTable.map>[0]>[0];
type RawModel = Parameters<Parameters<typeof rawModel.map>[0]>[0];

/** Any schema that both engines can hold. */
export const models: fc.Arbitrary<Model> = rawModel.map(toModel);

/** Gives out names, none twice whatever its case. */
class Names {
  readonly #taken: Set<string>;

  constructor(...taken: readonly string[]) {
    this.#taken = new Set(taken.map((name) => name.toLowerCase()));
  }

  take(number: number, suffix = ''): string {
    for (let at = number; ; at += 1) {
      const round = Math.floor(at / nameParts.length);
      const name = `${nameParts[at % nameParts.length]!}${suffix}${round > 0 ? `_${round}` : ''}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}

function toModel(raw: RawModel): Model {
  const names = new Names();
  const tables: ModelTable[] = [];
  for (const table of raw.tables) tables.push(toTable(table, names.take(table.name), tables));
  const views = raw.views.map(({ name, table: place, columns }): ModelView => {
    const table = tables[place % tables.length]!;
    const own = new Names();
    const chosen = [...new Set(columns.map((column) => table.columns[column % table.columns.length]!.name))];
    return {
      name: names.take(name, ' view'),
      table: table.name,
      columns: chosen.map((column, at) => ({ column, name: own.take(name + at) })),
    };
  });
  return { tables, views };
}

const plainColumn: Omit<ModelColumn, 'name'> = {
  kind: 'int',
  nullable: true,
  isCounter: false,
  length: null,
  default: null,
  generated: null,
  labels: [],
};

function toTable(raw: RawTable, name: string, earlier: readonly ModelTable[]): ModelTable {
  const names = new Names();
  const own: ModelColumn[] = [
    { ...plainColumn, name: names.take(0, '_id') },
    ...raw.columns.map((column): ModelColumn => {
      const { kind } = column;
      const labels = kind === 'enumType' || kind === 'enumCheck' ? labelPool.slice(0, column.labels) : [];
      const { defaults } = kinds[kind];
      const known = labels.length > 0 ? defaults.slice(0, labels.length) : defaults;
      const isPlace = column.default !== null && known.length > 0;
      return {
        ...plainColumn,
        name: names.take(column.name),
        kind,
        nullable: column.isNullable,
        length: kind === 'text' ? column.length : null,
        default: isPlace ? column.default! % known.length : null,
        labels,
      };
    }),
  ];
  const foreign: { readonly columns: readonly ModelColumn[]; readonly key: ModelForeignKey }[] = [];
  const { primaryKey, columns: keyed } = toKey(raw, own);
  const generated = raw.generated.map(({ name: place, value, from }) =>
    toGenerated(names.take(place, '_gen'), value, from, keyed),
  );
  const plain: ModelTable = {
    name,
    columns: keyed,
    primaryKey,
    uniques: [],
    indexes: [],
    foreignKeys: [],
    checks: [],
    triggers: [],
  };
  for (const one of raw.foreignKeys) {
    const found = toForeignKey(one, [...earlier, plain], names);
    if (found !== null) foreign.push(found);
  }
  const columns = [...keyed, ...foreign.flatMap((one) => one.columns), ...generated];
  const serial = { next: 10 };
  const usedFlags: string[] = [];
  const checks = raw.checks
    .map((one) => toCondition(one, columns, serial, usedFlags))
    .filter((check) => !partsOf(check).some(saysNull));
  const accesses = toAccesses(raw.accesses, columns, primaryKey, serial);
  const triggerNames = new Names();
  const triggers = raw.triggers.map(({ name: place, timing, events, of, when }): ModelTrigger => {
    const hasOf = of !== null && events.length === 1 && events[0] === 'UPDATE';
    // NEW is not there for DELETE, and generated columns are not computed yet.
    const stored = columns.filter((column) => column.generated === null);
    return {
      name: triggerNames.take(place, ' trg'),
      timing,
      events,
      of: hasOf ? [stored[of % stored.length]!.name] : [],
      when: when === null || events.includes('DELETE') ? null : toCondition(when, stored, serial, []),
    };
  });
  return { ...plain, columns, ...accesses, checks, triggers, foreignKeys: foreign.map(({ key }) => key) };
}

const keyKinds: ReadonlySet<KindName> = new Set([
  'int',
  'bigint',
  'text',
  'uuid',
  'bool',
  'date',
  'moment',
  'decimal',
]);

function toKey(
  { key }: RawTable,
  columns: readonly ModelColumn[],
): { readonly primaryKey: readonly string[] | null; readonly columns: readonly ModelColumn[] } {
  if (key === null) return { primaryKey: null, columns };
  if (key.isCounter) {
    const [first, ...rest] = columns;
    return {
      primaryKey: [first!.name],
      columns: [{ ...first!, kind: 'int', nullable: false, isCounter: true, default: null }, ...rest],
    };
  }
  const fit = columns.filter(({ kind }) => keyKinds.has(kind));
  const names = [...new Set(key.columns.map((place) => fit[place % fit.length]!.name))];
  return {
    primaryKey: names,
    columns: columns.map((column) => (names.includes(column.name) ? { ...column, nullable: false } : column)),
  };
}

function toGenerated(
  name: string,
  value: number,
  from: number,
  columns: readonly ModelColumn[],
): ModelColumn {
  const numbers = columns.filter(({ kind, isCounter }) => kind === 'int' && !isCounter);
  const texts = columns.filter(({ kind }) => kind === 'text');
  const number = numbers[from % Math.max(numbers.length, 1)]?.name ?? columns[0]!.name;
  const text = texts[from % Math.max(texts.length, 1)]?.name;
  const options: readonly Value[] = [
    { is: 'add', column: number, value: (value % 50) + 1 },
    { is: 'coalesce', column: number, value: value % 50 },
    { is: 'product', left: number, right: number },
    ...(text === undefined
      ? []
      : ([
          { is: 'lower', column: text },
          { is: 'concat', column: text, value: `-${value}` },
          { is: 'length', column: text },
          { is: 'upperTrim', column: text },
        ] as const)),
  ];
  const generated = options[value % options.length]!;
  const kind =
    generated.is === 'lower' || generated.is === 'concat' || generated.is === 'upperTrim' ? 'text' : 'int';
  return { ...plainColumn, name, kind, generated };
}

function toForeignKey(
  raw: {
    readonly target: number;
    readonly onDelete: Action;
    readonly onUpdate: Action;
    readonly isDeferred: boolean;
    readonly isNullable: boolean;
    readonly name: number;
  },
  tables: readonly ModelTable[],
  names: Names,
): { readonly columns: readonly ModelColumn[]; readonly key: ModelForeignKey } | null {
  const targets = tables.filter(({ primaryKey }) => primaryKey !== null);
  const target = targets[raw.target % Math.max(targets.length, 1)];
  if (target === undefined) return null;
  const columns = target.primaryKey!.map((name): ModelColumn => {
    const { kind, length } = target.columns.find((column) => column.name === name)!;
    return { ...plainColumn, name: names.take(raw.name, '_ref'), kind, length, nullable: raw.isNullable };
  });
  return {
    columns,
    key: {
      columns: columns.map(({ name }) => name),
      target: target.name,
      targetColumns: target.primaryKey!,
      onDelete: raw.onDelete,
      onUpdate: raw.onUpdate,
      isDeferred: raw.isDeferred,
    },
  };
}

/** What a CHECK says of NULL by itself is another way to write NOT NULL. */
function saysNull(part: Condition): boolean {
  return part.is === 'null' || (part.is === 'not' && saysNull(part.arg));
}

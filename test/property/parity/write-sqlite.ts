import { type Declaration, kinds } from './kinds.ts';
import type { Model, ModelColumn, ModelForeignKey, ModelIndex, ModelTable, ModelTrigger } from './model.ts';
import { spellIdentifier } from './names.ts';
import { spellCondition, spellValue } from './spell-condition.ts';
import type { Speller } from './spelling.ts';

/** A schema of SQLite, and what the comparison is to warn of because of how it is declared. */
export interface SqliteText {
  readonly statements: readonly string[];
  /** `table.column` of the model, by the kind of warning. */
  readonly warnings: readonly {
    readonly kind: 'precision' | 'rowid-key' | 'nullable-key';
    readonly table: string;
    readonly column: string;
  }[];
}

/** Returns the model as SQLite's statements, in one of the spellings there are. */
export function writeSqlite({ tables, views }: Model, speller: Speller): SqliteText {
  const warnings: SqliteText['warnings'][number][] = [];
  const statements: string[] = [];
  for (const table of tables) {
    statements.push(...new TableWriter(table, tables, speller, statements.length, warnings).statements());
  }
  const name = (text: string): string => spellIdentifier('sqlite', text, speller);
  for (const view of views) {
    const columns = view.columns.map((column) => `${name(column.column)} AS ${name(column.name)}`).join(', ');
    const heads = view.columns.map((column) => name(column.name)).join(', ');
    statements.push(
      speller.pick(
        `CREATE VIEW ${name(view.name)} AS SELECT ${columns} FROM ${name(view.table)}`,
        `CREATE VIEW ${name(view.name)} (${heads}) AS SELECT ${columns} FROM ${name(view.table)}`,
      ),
    );
  }
  return { statements, warnings };
}

const strictTypes: ReadonlySet<string> = new Set(['TEXT', 'INTEGER', 'INT', 'REAL', 'BLOB']);

class TableWriter {
  readonly #table: ModelTable;
  readonly #tables: readonly ModelTable[];
  readonly #speller: Speller;
  readonly #number: number;
  readonly #warnings: SqliteText['warnings'][number][];
  readonly #after: string[] = [];
  readonly #isStrict: boolean;
  readonly #isWithoutRowid: boolean;
  #names = 0;

  constructor(
    table: ModelTable,
    tables: readonly ModelTable[],
    speller: Speller,
    number: number,
    warnings: SqliteText['warnings'][number][],
  ) {
    this.#table = table;
    this.#tables = tables;
    this.#speller = speller;
    this.#number = number;
    this.#warnings = warnings;
    const fits = ({ kind, length }: ModelColumn): boolean =>
      length === null && kinds[kind].sqlite.some(({ type }) => strictTypes.has(type));
    this.#isStrict = speller.chance(4) && table.columns.every(fits);
    const isCounter = table.columns.some((column) => column.isCounter);
    this.#isWithoutRowid = table.primaryKey !== null && !isCounter && speller.chance(4);
  }

  statements(): readonly string[] {
    const { columns, primaryKey, uniques, checks, foreignKeys, indexes, triggers, name } = this.#table;
    const { pick, shuffle } = this.#speller;
    const own = this.#name(name);
    const parts: string[] = [];
    for (const column of columns) parts.push(this.#column(column));
    const add = (constraint: string): void => {
      parts.push(pick('', `CONSTRAINT ${this.#fresh('c')} `) + constraint);
    };
    const isCounter = columns.some((column) => column.isCounter);
    if (primaryKey !== null && !isCounter && !this.#isInline())
      add(`PRIMARY KEY (${this.#list(primaryKey)})`);
    for (const { columns: unique, isTarget } of uniques) {
      const list = this.#list(unique);
      const known = unique.map((column) => `${this.#name(column)} IS NOT NULL`).join(' AND ');
      const index = `CREATE UNIQUE INDEX ${this.#fresh('u')} ON ${own} (${list})`;
      pick(
        () => add(`UNIQUE (${list})`),
        () => this.#after.push(index),
        () => this.#after.push(isTarget ? index : `${index} WHERE ${known}`),
      )();
    }
    for (const check of shuffle(checks)) {
      add(
        `CHECK (${spellCondition(check, { engine: 'sqlite', speller: this.#speller, name: (text) => this.#name(text) })})`,
      );
    }
    for (const key of foreignKeys) add(this.#foreignKey(key));
    for (const index of indexes) this.#after.push(this.#index(index));
    for (const trigger of triggers) this.#trigger(trigger);
    const options = [
      ...(this.#isStrict ? ['STRICT'] : []),
      ...(this.#isWithoutRowid ? ['WITHOUT ROWID'] : []),
    ];
    return [`CREATE TABLE ${own} (${parts.join(', ')}) ${options.join(', ')}`, ...this.#after];
  }

  /** A key of one column may stand at the column. */
  #isInline(): boolean {
    return this.#table.primaryKey?.length === 1 && this.#number % 2 === 0;
  }

  #column(column: ModelColumn): string {
    const { pick, chance } = this.#speller;
    const { kind, generated, length, labels } = column;
    const name = this.#name(column.name);
    if (column.isCounter) {
      return `${name} ${pick('INTEGER PRIMARY KEY', 'INTEGER PRIMARY KEY AUTOINCREMENT', 'INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT')}`;
    }
    const { type, family } = this.#declaration(column);
    const parts = [name, type];
    if (generated !== null) {
      const value = spellValue(generated, {
        engine: 'sqlite',
        speller: this.#speller,
        name: (text) => this.#name(text),
      });
      return `${parts.join(' ')} ${pick('GENERATED ALWAYS AS', 'AS')} (${value}) ${pick('STORED', 'VIRTUAL', '')}`;
    }
    const isKey = this.#table.primaryKey?.includes(column.name) === true;
    if (isKey && this.#isInline()) parts.push('PRIMARY KEY');
    if (!column.nullable) {
      if (isKey && chance(5)) {
        if (!this.#isWithoutRowid && (type !== 'INTEGER' || this.#table.primaryKey?.length !== 1))
          this.#warn('nullable-key', column);
      } else parts.push(isKey ? 'NOT NULL' : pick('NOT NULL', 'not null', `CHECK (${name} IS NOT NULL)`));
    }
    const spellings =
      column.default === null ? undefined : kinds[kind].defaults[column.default]?.sqlite[family];
    if (spellings !== undefined) parts.push(`DEFAULT ${pick(...spellings)}`);
    else if (chance(6) && column.nullable) parts.push('DEFAULT NULL');
    const list = labels.map(literal).join(', ');
    if (kind === 'enumCheck' || (kind === 'enumType' && labels.length > 0))
      parts.push(`CHECK (${name} IN (${list}))`);
    if (length !== null && type === 'TEXT') parts.push(`CHECK (length(${name}) <= ${length})`);
    for (const encoding of kinds[kind].encodings) {
      if (encoding.family === family && chance(4) && !type.includes('NOCASE')) {
        parts.push(`CHECK (${encoding.check.replaceAll('$', () => name)})`);
      }
    }
    return parts.join(' ');
  }

  #declaration(column: ModelColumn): Declaration {
    const { pick } = this.#speller;
    const { kind, length } = column;
    if (length !== null) {
      return pick<Declaration>(
        { type: `VARCHAR(${length})`, family: 'text' },
        { type: 'TEXT', family: 'text' },
        { type: `CHARACTER VARYING(${length})`, family: 'text' },
      );
    }
    const isOnlyKey = this.#table.primaryKey?.length === 1 && this.#table.primaryKey[0] === column.name;
    const fits = kinds[kind].sqlite.filter(
      ({ type, family }) =>
        (!this.#isStrict || strictTypes.has(type)) &&
        (column.default === null || kinds[kind].defaults[column.default]?.sqlite[family] !== undefined),
    );
    const chosen = pick(...fits);
    if (chosen.isLossy === true) this.#warn('precision', column);
    if (isOnlyKey && chosen.type === 'INTEGER' && !this.#isWithoutRowid) {
      if (kind === 'int' || kind === 'bigint') this.#warn('rowid-key', column);
      else return this.#isStrict ? { ...chosen, type: 'INT' } : { ...chosen, type: 'BIGINT' };
    }
    return chosen;
  }

  #warn(kind: SqliteText['warnings'][number]['kind'], { name }: ModelColumn): void {
    this.#warnings.push({ kind, table: this.#table.name, column: name });
  }

  #foreignKey(key: ModelForeignKey): string {
    const { pick } = this.#speller;
    const isOwnKey = this.#tables.find(({ name }) => name === key.target)?.primaryKey === key.targetColumns;
    const columns = ` (${this.#list(key.targetColumns)})`;
    return [
      `FOREIGN KEY (${this.#list(key.columns)}) REFERENCES ${this.#name(key.target)}${isOwnKey ? pick(columns, '') : columns}`,
      key.onDelete === 'NO ACTION' ? pick('', 'ON DELETE NO ACTION') : `ON DELETE ${key.onDelete}`,
      key.onUpdate === 'NO ACTION' ? pick('', 'ON UPDATE NO ACTION') : `ON UPDATE ${key.onUpdate}`,
      key.isDeferred
        ? 'DEFERRABLE INITIALLY DEFERRED'
        : pick('', 'NOT DEFERRABLE', 'DEFERRABLE INITIALLY IMMEDIATE'),
    ].join(' ');
  }

  #index({ keys, isUnique, predicate }: ModelIndex): string {
    const spelling = {
      engine: 'sqlite',
      speller: this.#speller,
      name: (name: string) => this.#name(name),
    } as const;
    const parts = keys.map(({ value, isDescending }) => {
      const text = value.is === 'column' ? this.#name(value.column) : spellValue(value, spelling);
      return `${text}${isDescending ? ' DESC' : this.#speller.pick('', ' ASC')}`;
    });
    const where = predicate === null ? '' : ` WHERE ${spellCondition(predicate, spelling)}`;
    return `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX ${this.#fresh('i')} ON ${this.#name(this.#table.name)} (${parts.join(', ')})${where}`;
  }

  #trigger({ name, timing, events, of, when }: ModelTrigger): void {
    const { pick } = this.#speller;
    const own = this.#name(this.#table.name);
    const base = pick(name, this.#fresh('t'));
    events.forEach((event, at) => {
      const condition =
        when === null
          ? ''
          : `WHEN ${spellCondition(when, { engine: 'sqlite', speller: this.#speller, name: (column) => `${pick('NEW', 'new')}.${this.#name(column)}` })} `;
      const called = `"${(events.length > 1 ? `${base}_${at}` : base).replaceAll('"', '""')}_${this.#number}"`;
      const columns = of.length > 0 ? ` OF ${this.#list(of)}` : '';
      this.#after.push(
        `CREATE TRIGGER ${called} ${timing} ${event}${columns} ON ${own} ${pick('', 'FOR EACH ROW ')}${condition}BEGIN SELECT 1; END`,
      );
    });
  }

  #name(name: string): string {
    return spellIdentifier('sqlite', name, this.#speller);
  }

  #list(names: readonly string[]): string {
    return names.map((name) => this.#name(name)).join(', ');
  }

  #fresh(prefix: string): string {
    return `${prefix}_${this.#number}_${(this.#names += 1)}`;
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

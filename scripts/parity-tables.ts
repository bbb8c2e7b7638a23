import type { LogicalName } from '../src/parity/logical-type.ts';
import { logicalTypes } from '../src/parity/logical-type.ts';
import { rules } from '../src/parity/rules/index.ts';
import {
  blobNames,
  integerNames,
  numericNames,
  realNames,
  textNames,
  typeTable,
} from '../src/parity/pairing/type-table.ts';
import { markdownTable } from './markdown-table.ts';

/** Returns the tables of docs/parity.md as the rules and the types have them now. */
export function parityTables(): Readonly<Record<string, string>> {
  return {
    kinds: kindTable(),
    types: typesTable(),
    families: familyTable(),
    'logical types': Object.keys(logicalTypes)
      .map((name) => `\`${name}\``)
      .join(', '),
  };
}

function kindTable(): string {
  return markdownTable(
    ['kind', 'severity', 'what it means, and what counts as the same'],
    rules.map(({ reports, summary }) => {
      const severities = Map.groupBy(reports, ({ kind }) => kind);
      return [
        [...severities.keys()].map((kind) => `\`${kind}\``).join(', '),
        [...new Set(reports.map(({ severity }) => severity))].join(', '),
        summary,
      ];
    }),
  );
}

/** Names that mean the same to SQLite, by the word that the table of types has for them. */
const families: Readonly<Record<string, readonly string[]>> = {
  'an integer': integerNames,
  'a text': textNames,
  'a blob': blobNames,
  'a real': realNames,
  'a numeric': numericNames,
};

function typesTable(): string {
  return markdownTable(
    ['logical type', 'PostgreSQL', 'SQLite declares'],
    typeTable.map(({ logical, postgres, sqlite }) => [
      logical,
      postgres.length === 0 ? (withoutNames[logical] ?? '') : postgres.join(', '),
      sqlite
        .map(({ names, encoding, isLossy }) => {
          const spelled = spellNames(names);
          const remark = isLossy === true ? 'values may come back changed: a warning' : encoding;
          return remark === null || spelled.toLowerCase().includes(remark.toLowerCase())
            ? spelled
            : `${spelled} (${remark})`;
        })
        .join('; ') || 'nothing: SQLite has no such type',
    ]),
  );
}

/** Types that the catalog tells by something else than a name. */
const withoutNames: Readonly<Partial<Record<LogicalName, string>>> = {
  enum: 'an enum type',
  array: 'any type with []',
};

/** Whole families by their word, the rest by name. */
function spellNames(names: readonly string[]): string {
  const whole = Object.entries(families).filter(([, own]) => own.every((name) => names.includes(name)));
  const others = names.filter((name) => !whole.some(([, own]) => own.includes(name)));
  return [...whole.map(([word]) => `${word} type`), ...others.map((name) => name.toUpperCase())].join(', ');
}

function familyTable(): string {
  return markdownTable(
    ['family', 'names'],
    Object.entries(families).map(([word, names]) => [
      `${word} type`,
      names.map((name) => name.toUpperCase()).join(', '),
    ]),
  );
}

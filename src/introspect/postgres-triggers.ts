import type { Trigger, TriggerEvent } from '../core/schema.ts';
import { isKeyword, isSymbol } from '../sql/token.ts';
import { tokenize } from '../sql/tokenize.ts';
import { byName, namesOf, type PostgresCatalog, vectorOf } from './postgres-catalog.ts';
import type { Oid, TriggerRow } from './postgres-rows.ts';

/** Bits of pg_trigger.tgtype. */
const forEachRow = 1;
const before = 2;
const insteadOf = 64;
const events: readonly (readonly [TriggerEvent, bit: number])[] = [
  ['insert', 4],
  ['update', 16],
  ['delete', 8],
  ['truncate', 32],
];

/** Enabled in a session like any other; `R` fires while replicating only. */
const firing: readonly string[] = ['O', 'A'];

/** Returns the triggers of a table or view by name. */
export function readTriggers(catalog: PostgresCatalog, relation: Oid): readonly Trigger[] {
  const names = catalog.columnNames.get(relation) ?? [];
  return (catalog.triggers.get(relation) ?? []).map((row) => readTrigger(catalog, names, row)).sort(byName);
}

function readTrigger(catalog: PostgresCatalog, names: readonly string[], row: TriggerRow): Trigger {
  const [, name, type, columns, enabled, hasWhen, definition, calls] = row;
  return {
    name,
    timing: timingOf(type),
    events: events.filter(([, bit]) => (type & bit) !== 0).map(([event]) => event),
    columns: namesOf(names, vectorOf(columns)),
    forEach: (type & forEachRow) === 0 ? 'statement' : 'row',
    when: hasWhen ? whenOf(definition) : null,
    isEnabled: firing.includes(enabled),
    definition: `${definition};\n${catalog.functions.get(calls)?.[4] ?? ''}`.trimEnd(),
  };
}

function timingOf(type: number): Trigger['timing'] {
  if ((type & insteadOf) !== 0) return 'instead of';
  return (type & before) === 0 ? 'after' : 'before';
}

/**
 * The condition between the parentheses behind WHEN. The catalog prints conditions over OLD and NEW inside the whole
 * definition only.
 */
function whenOf(definition: string): string | null {
  const tokens = tokenize('postgres', definition);
  const first = tokens.findIndex((token, at) => isKeyword(token, 'WHEN') && isSymbol(tokens[at + 1], '('));
  if (first === -1) return null;
  let depth = 0;
  for (const token of tokens.slice(first + 1)) {
    if (isSymbol(token, '(')) depth += 1;
    if (isSymbol(token, ')')) depth -= 1;
    if (depth === 0) return definition.slice(tokens[first + 1]!.end, token.start);
  }
  return null;
}

import type { Engine } from '../../../src/core/engine.ts';
import type { Condition, Literal, Operator, Value } from './conditions.ts';
import type { Speller } from './spelling.ts';

/** How the columns of a table are written down. */
export interface ColumnSpelling {
  readonly engine: Engine;
  readonly speller: Speller;
  readonly name: (column: string) => string;
}

const opposite: Readonly<Record<Operator, Operator>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};
const turned: Readonly<Record<Operator, Operator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};

/** Returns a condition in one of an engine's spellings of it. */
export function spellCondition(condition: Condition, spelling: ColumnSpelling): string {
  const { engine, speller, name } = spelling;
  const { pick, chance, shuffle } = speller;
  const isPostgres = engine === 'postgres';
  const inner = (one: Condition): string => `(${spellCondition(one, spelling)})`;
  switch (condition.is) {
    case 'compare':
      return compare(
        name(condition.column),
        condition.operator,
        spellLiteral(condition.value, spelling),
        speller,
      );
    case 'coalesced': {
      const { column, value, operator } = condition;
      const call = `${isPostgres ? 'coalesce' : pick('coalesce', 'ifnull', 'COALESCE')}(${name(column)}, 0)`;
      return compare(call, operator, spellLiteral(value, spelling), speller);
    }
    case 'distinct': {
      const [column, value] = [name(condition.column), spellLiteral(condition.value, spelling)];
      const isSame = !condition.isNegated;
      if (isPostgres) return `${column} IS ${isSame ? 'NOT ' : ''}DISTINCT FROM ${value}`;
      return isSame
        ? pick(`${column} IS ${value}`, `${column} IS NOT DISTINCT FROM ${value}`)
        : pick(`${column} IS NOT ${value}`, `${column} IS DISTINCT FROM ${value}`);
    }
    case 'between': {
      const column = name(condition.column);
      const { low, high, isNegated } = condition;
      return isNegated
        ? pick(
            `${column} NOT BETWEEN ${low} AND ${high}`,
            `NOT (${column} BETWEEN ${low} AND ${high})`,
            `${column} < ${low} OR ${column} > ${high}`,
          )
        : pick(
            `${column} BETWEEN ${low} AND ${high}`,
            `${column} >= ${low} AND ${column} <= ${high}`,
            `${high} >= ${column} AND NOT (${column} < ${low})`,
          );
    }
    case 'in':
      return spellIn(condition, spelling);
    case 'like':
      return spellLike(condition, spelling);
    case 'null': {
      const column = name(condition.column);
      return condition.isNegated
        ? pick(`${column} IS NOT NULL`, `${column} NOTNULL`, `NOT (${column} IS NULL)`)
        : pick(`${column} IS NULL`, `${column} ISNULL`, `(${column}) is null`);
    }
    case 'flag': {
      const column = name(condition.column);
      const [yes, no] = isPostgres ? ['true', 'false'] : ['1', '0'];
      return condition.wanted
        ? pick(column, `${column} = ${yes}`, `${yes} = ${column}`, `${column} <> ${no}`, `NOT NOT ${column}`)
        : pick(`NOT ${column}`, `${column} = ${no}`, `${column} <> ${yes}`, `${column} = FALSE`);
    }
    case 'truth':
      return `${name(condition.column)} IS ${condition.wanted ? 'TRUE' : 'FALSE'}`;
    case 'columns':
      return compare(name(condition.left), condition.operator, name(condition.right), speller);
    case 'sum': {
      const { left, right, operator, value } = condition;
      return compare(
        pick(`${name(left)} + ${name(right)} * 2`, `(${name(left)} + (${name(right)} * 2))`),
        operator,
        spellLiteral(value, spelling),
        speller,
      );
    }
    case 'length': {
      const length = isPostgres
        ? pick('length', 'char_length', 'character_length')
        : pick('length', 'LENGTH');
      return compare(
        `${length}(${name(condition.column)})`,
        condition.operator,
        String(condition.value),
        speller,
      );
    }
    case 'trimmed': {
      const column = name(condition.column);
      const trim = isPostgres
        ? pick(`trim(${column})`, `TRIM(BOTH FROM ${column})`, `btrim(${column})`)
        : pick(`trim(${column})`, `TRIM(${column})`, `trim(${column}, ' ')`);
      return compare(trim, '<>', spellLiteral(condition.value, spelling), speller);
    }
    case 'lower':
      return compare(
        `lower(${name(condition.column)})`,
        '=',
        spellLiteral(condition.value, spelling),
        speller,
      );
    case 'json': {
      const [column, value] = [name(condition.column), spellLiteral(condition.value, spelling)];
      const reached = isPostgres
        ? pick(`${column} ->> '${condition.key}'`, `${column} #>> '{${condition.key}}'`)
        : pick(
            `${column} ->> '${condition.key}'`,
            `json_extract(${column}, '$.${condition.key}')`,
            `${column} ->> '$.${condition.key}'`,
          );
      return `(${reached}) = ${value}`;
    }
    case 'case':
      return pick(
        `CASE WHEN ${inner(condition.when)} THEN 1 ELSE 0 END = 1`,
        `(case when ${spellCondition(condition.when, spelling)} then 1 else 0 end) = 1`,
      );
    case 'and':
    case 'or': {
      const args = shuffle(condition.args).map(inner);
      return args.join(condition.is === 'and' ? ' AND ' : ' OR ');
    }
    case 'not':
      return `${chance(4) ? 'not' : 'NOT'} ${inner(condition.arg)}`;
  }
}

function compare(left: string, operator: Operator, right: string, { pick }: Speller): string {
  const written = operator === '<>' ? pick('<>', '!=') : operator;
  return pick(
    `${left} ${written} ${right}`,
    `(${left}) ${written} (${right})`,
    `${right} ${turned[operator]} ${left}`,
    `NOT (${left} ${opposite[operator]} ${right})`,
    `NOT ${left} ${opposite[operator]} ${right}`,
  );
}

function spellIn(
  { column, values, isNegated }: Extract<Condition, { is: 'in' }>,
  spelling: ColumnSpelling,
): string {
  const { engine, speller, name } = spelling;
  const { pick, shuffle } = speller;
  const items = shuffle(values).map((value) => spellLiteral(value, spelling));
  const subject = name(column);
  const list = items.join(', ');
  const arrays = engine === 'postgres' ? [`${subject} = ANY (ARRAY[${list}])`] : [];
  if (isNegated) {
    return pick(
      `${subject} NOT IN (${list})`,
      `NOT (${subject} IN (${list}))`,
      items.map((item) => `${subject} <> ${item}`).join(' AND '),
      ...(engine === 'postgres' ? [`${subject} <> ALL (ARRAY[${list}])`] : []),
    );
  }
  return pick(
    `${subject} IN (${list})`,
    items.map((item) => `${subject} = ${item}`).join(' OR '),
    `(${subject}) in (${list})`,
    ...arrays,
  );
}

function spellLike(
  { column, pattern, isNegated }: Extract<Condition, { is: 'like' }>,
  { engine, speller: { pick }, name }: ColumnSpelling,
): string {
  const not = isNegated ? 'NOT ' : '';
  const hasLetters = /\p{L}/u.test(pattern);
  const glob = `'${pattern.replaceAll('%', '*').replaceAll('_', '?')}'`;
  if (engine === 'sqlite') {
    const like = `${name(column)} ${not}LIKE '${pattern}'`;
    const globbed = `${name(column)} ${not}GLOB ${glob}`;
    return hasLetters
      ? globbed
      : pick(like, globbed, `NOT (${name(column)} ${isNegated ? '' : 'NOT '}LIKE '${pattern}')`);
  }
  const plain = `${name(column)} ${not}LIKE '${pattern}'`;
  return pick(plain, `${name(column)} ${isNegated ? '!~~' : '~~'} '${pattern}'`, `(${plain})`);
}

function spellLiteral(value: Literal, { engine, speller: { pick } }: ColumnSpelling): string {
  if (typeof value === 'string') {
    const literal = `'${value.replaceAll("'", "''")}'`;
    return engine === 'postgres' ? pick(literal, literal, `(${literal})`) : pick(literal, `(${literal})`);
  }
  return value < 0 ? pick(String(value), `(${value})`) : pick(String(value), `(${value})`, `+${value}`);
}

/** Returns what a generated column or an index computes, in one of an engine's spellings of it. */
export function spellValue(value: Value, { engine, speller: { pick }, name }: ColumnSpelling): string {
  const isPostgres = engine === 'postgres';
  switch (value.is) {
    case 'column':
      return name(value.column);
    case 'add':
      return pick(`${name(value.column)} + ${value.value}`, `(${name(value.column)} + (${value.value}))`);
    case 'product':
      return pick(
        `${name(value.left)} * ${name(value.right)}`,
        `(${name(value.left)}) * ${name(value.right)}`,
      );
    case 'coalesce':
      return `${isPostgres ? 'coalesce' : pick('coalesce', 'ifnull')}(${name(value.column)}, ${value.value})`;
    case 'lower':
      return pick(`lower(${name(value.column)})`, `LOWER(${name(value.column)})`);
    case 'upperTrim':
      return isPostgres
        ? pick(`upper(trim(${name(value.column)}))`, `upper(btrim(${name(value.column)}))`)
        : pick(`upper(trim(${name(value.column)}))`, `UPPER(trim(${name(value.column)}))`);
    case 'concat':
      return pick(
        `${name(value.column)} || '${value.value}'`,
        `(${name(value.column)}) || ('${value.value}')`,
      );
    case 'length':
      return isPostgres
        ? pick(`length(${name(value.column)})`, `char_length(${name(value.column)})`)
        : `length(${name(value.column)})`;
  }
}

import type { Expression } from '../../src/sql/expression/expression.ts';

/** Words that stand between their operands. */
const words: Readonly<Record<string, string>> = {
  is: 'IS',
  in: 'IN',
  like: 'LIKE',
  ilike: 'LIKE',
  glob: 'GLOB',
};

/** Returns an expression as SQLite's, every part in parentheses: what the tree says does not depend on precedence. */
export function toSqlite(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return `"${expression.name}"`;
    case 'null':
      return 'NULL';
    case 'boolean':
      return expression.value ? 'TRUE' : 'FALSE';
    case 'number':
      return expression.text;
    case 'string':
      return `'${expression.value.replaceAll("'", "''")}'`;
    case 'bytes':
      return `X'${expression.hex}'`;
    case 'and':
    case 'or':
      return `(${expression.args.map(toSqlite).join(expression.kind === 'and' ? ' AND ' : ' OR ')})`;
    case 'not':
      return `(NOT ${toSqlite(expression.arg)})`;
    case 'list':
      return `(${expression.items.map(toSqlite).join(', ')})`;
    case 'cast':
      return `CAST(${toSqlite(expression.arg)} AS ${expression.type})`;
    case 'collate':
      return `(${toSqlite(expression.arg)} COLLATE ${expression.collation})`;
    case 'opaque':
      throw new Error(`not understood: ${expression.text}`);
    case 'case': {
      const { arg, branches, otherwise } = expression;
      const parts = branches.map(({ when, then }) => `WHEN ${toSqlite(when)} THEN ${toSqlite(then)}`);
      const rest = otherwise === null ? '' : `ELSE ${toSqlite(otherwise)}`;
      return `(CASE ${arg === null ? '' : toSqlite(arg)} ${parts.join(' ')} ${rest} END)`;
    }
    case 'call':
      return callToSqlite(expression.name, expression.args);
  }
}

function callToSqlite(name: string, args: readonly Expression[]): string {
  const [first, second, third] = args.map(toSqlite);
  if (name.startsWith('is ')) return `(${first} ${name.toUpperCase()})`;
  if (/^[a-z]/.test(name) && words[name] === undefined) return `${name}(${args.map(toSqlite).join(', ')})`;
  if (second === undefined) return `(${name} ${first})`;
  if (name === '||') return `(${args.map(toSqlite).join(' || ')})`;
  const escape = third === undefined ? '' : ` ESCAPE ${third}`;
  return `(${first} ${words[name] ?? name} ${second}${escape})`;
}

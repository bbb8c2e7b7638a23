import { plainName } from '../../sql/expression/column-name.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import type { LogicalName, LogicalType } from '../logical-type.ts';
import { familyOf } from './type-family.ts';
import type { ExpressionContext } from './normaliser.ts';
import { comparisonNames, typeNamed } from './scope.ts';

/** What the functions of the normal form give. */
const results: Readonly<Record<string, LogicalName>> = {
  lower: 'text',
  upper: 'text',
  trim: 'text',
  ltrim: 'text',
  rtrim: 'text',
  substr: 'text',
  replace: 'text',
  hex: 'text',
  concat: 'text',
  '||': 'text',
  length: 'integer',
  octet_length: 'integer',
  instr: 'integer',
  json_array_length: 'integer',
  json_type: 'text',
  json_valid: 'boolean',
};

const tests = new Set(['in', 'like', 'ilike', 'glob', 'match', 'regexp', 'is', '~', '~*']);

/** True where the expression is true, false or unknown and nothing else, on both engines. */
export function isBoolean(expression: Expression, context: ExpressionContext): boolean {
  return inferType(expression, context)?.name === 'boolean';
}

/** Returns the logical type of an expression's values, or null where nothing tells. */
export function inferType(expression: Expression, context: ExpressionContext): LogicalType | null {
  switch (expression.kind) {
    case 'column':
      return columnType(expression.name, context);
    case 'and':
    case 'or':
    case 'not':
    case 'boolean':
      return typeNamed('boolean');
    case 'cast': {
      const family = familyOf(expression.type, context.engine);
      return family === null ? null : typeNamed(family);
    }
    case 'collate':
      return inferType(expression.arg, context);
    case 'case':
      return commonType([...expression.branches.map(({ then }) => then), expression.otherwise], context);
    case 'call':
      return callType(expression.name, expression.args, context);
    default:
      return null;
  }
}

/** `new.at` and `old.at` of a trigger's WHEN are the table's column `at`. */
function columnType(name: string, context: ExpressionContext): LogicalType | null {
  return context.typeOf(plainName(/^(?:new|old)\./.test(name) ? name.slice(4) : name));
}

function callType(name: string, args: readonly Expression[], context: ExpressionContext): LogicalType | null {
  if (comparisonNames.has(name) || name.startsWith('is ')) return typeNamed('boolean');
  if (tests.has(name) && args.length > 1) return typeNamed('boolean');
  if (name === 'coalesce' || name === 'nullif' || name === 'greatest' || name === 'least') {
    return commonType(args, context);
  }
  if (/^(?:[-+*%/]|abs)$/.test(name)) {
    return arithmeticType(args.map((arg) => inferNumber(arg, context)));
  }
  const result = results[name];
  return result === undefined ? null : typeNamed(result);
}

function inferNumber(arg: Expression, context: ExpressionContext): LogicalName | null {
  if (arg.kind === 'number') return /^\d+$/.test(arg.text) ? 'integer' : 'decimal';
  return inferType(arg, context)?.name ?? null;
}

/** Truth values are counted; a fraction makes the whole a fraction. */
function arithmeticType(types: readonly (LogicalName | null)[]): LogicalType | null {
  if (types.every((type) => type === 'integer' || type === 'boolean')) return typeNamed('integer');
  const isKnown = types.every((type) => type !== null && numeric.has(type));
  return isKnown ? typeNamed(types.includes('real') ? 'real' : 'decimal') : null;
}

/** The type that all results have: of numbers the widest, of others the first that tells. */
function commonType(parts: readonly (Expression | null)[], context: ExpressionContext): LogicalType | null {
  const values = parts.filter((part) => part !== null && part.kind !== 'null');
  const types = values.map((part) => inferNumber(part, context));
  const number = types.length === 0 ? null : arithmeticType(types);
  // Truth values by themselves stay what they are.
  if (number !== null && types.some((type) => type !== 'boolean')) return number;
  const first = values.map((part) => inferType(part, context)).find((type) => type !== null);
  return first === undefined || numeric.has(first.name) ? null : first;
}

const numeric: ReadonlySet<LogicalName> = new Set(['integer', 'real', 'decimal']);

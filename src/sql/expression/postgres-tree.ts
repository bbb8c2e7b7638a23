import type {
  A_ArrayExpr,
  A_Const,
  A_Expr,
  A_Indirection,
  BooleanTest,
  BoolExpr,
  CaseExpr,
  CoalesceExpr,
  CollateClause,
  ColumnRef,
  FuncCall,
  JsonIsPredicate,
  MinMaxExpr,
  Node,
  NullTest,
  RowExpr,
  SQLValueFunction,
  TypeCast,
} from '../parse-postgres.ts';
import { boolean, branch, call, cast, not, nullValue, number, string } from './build.ts';
import { joinName } from './column-name.ts';
import type { Expression } from './expression.ts';
import { Unreadable } from './opaque.ts';
import { readPostgresOperator } from './postgres-operators.ts';
import { nameOf, postgresTypeName, qualifiedNameOf } from './postgres-types.ts';

/** How each kind of node is read. One that is not among them makes its expression unreadable. */
interface Readers {
  readonly A_Const: (node: A_Const) => Expression;
  readonly ColumnRef: (node: ColumnRef) => Expression;
  readonly A_Expr: (node: A_Expr) => Expression;
  readonly BoolExpr: (node: BoolExpr) => Expression;
  readonly NullTest: (node: NullTest) => Expression;
  readonly BooleanTest: (node: BooleanTest) => Expression;
  readonly TypeCast: (node: TypeCast) => Expression;
  readonly CollateClause: (node: CollateClause) => Expression;
  readonly FuncCall: (node: FuncCall) => Expression;
  readonly SQLValueFunction: (node: SQLValueFunction) => Expression;
  readonly CoalesceExpr: (node: CoalesceExpr) => Expression;
  readonly MinMaxExpr: (node: MinMaxExpr) => Expression;
  readonly CaseExpr: (node: CaseExpr) => Expression;
  readonly A_ArrayExpr: (node: A_ArrayExpr) => Expression;
  readonly A_Indirection: (node: A_Indirection) => Expression;
  readonly RowExpr: (node: RowExpr) => Expression;
  readonly JsonIsPredicate: (node: JsonIsPredicate) => Expression;
}

const readers: Readers = {
  A_Const: readConstant,
  ColumnRef: ({ fields = [] }) => ({ kind: 'column', name: joinName(fields.map(nameOf)) }),
  A_Expr: (node) => readPostgresOperator(node, read),
  BoolExpr: ({ boolop, args = [] }) => {
    if (boolop === 'NOT_EXPR') return not(readNeeded(args[0]));
    return { kind: boolop === 'AND_EXPR' ? 'and' : 'or', args: args.map(read) };
  },
  NullTest: ({ arg, nulltesttype }) => {
    const test = call('is null', readNeeded(arg));
    return nulltesttype === 'IS_NULL' ? test : not(test);
  },
  BooleanTest: ({ arg, booltesttype = 'IS_TRUE' }) => {
    const isNot = booltesttype.startsWith('IS_NOT_');
    const name = booltesttype.slice(isNot ? 7 : 3).toLowerCase();
    const test = call(name === 'unknown' ? 'is null' : `is ${name}`, readNeeded(arg));
    return isNot ? not(test) : test;
  },
  TypeCast: ({ arg, typeName }) => {
    if (typeName === undefined) throw new Unreadable();
    return cast(readNeeded(arg), postgresTypeName(typeName));
  },
  CollateClause: ({ arg, collname = [] }) => ({
    kind: 'collate',
    arg: readNeeded(arg),
    collation: qualifiedNameOf(collname),
  }),
  FuncCall: readFunction,
  SQLValueFunction: ({ op, typmod = -1 }) => {
    const name = String(op)
      .replace(/^SVFOP_|_N$/g, '')
      .toLowerCase();
    return typmod === -1 ? call(name) : call(name, number(String(typmod)));
  },
  CoalesceExpr: ({ args = [] }) => call('coalesce', ...args.map(read)),
  MinMaxExpr: ({ op, args = [] }) => call(op === 'IS_LEAST' ? 'least' : 'greatest', ...args.map(read)),
  CaseExpr: ({ arg, args = [], defresult }) => ({
    kind: 'case',
    arg: arg === undefined ? null : read(arg),
    branches: args.map((node) => {
      if (!('CaseWhen' in node)) throw new Unreadable();
      return branch(readNeeded(node.CaseWhen.expr), readNeeded(node.CaseWhen.result));
    }),
    otherwise: defresult === undefined ? null : read(defresult),
  }),
  A_ArrayExpr: ({ elements = [] }) => call('array', ...elements.map(read)),
  A_Indirection: ({ arg, indirection = [] }) => indirection.reduce(readIndirection, readNeeded(arg)),
  RowExpr: ({ args = [] }) => call('row', ...args.map(read)),
  JsonIsPredicate: ({ expr, item_type = 'JS_TYPE_ANY', unique_keys }) => {
    const kind = item_type.replace('JS_TYPE_', '').toLowerCase();
    const name = kind === 'any' ? 'is json' : `is json ${kind}`;
    return call(unique_keys === true ? `${name} with unique keys` : name, readNeeded(expr));
  },
};

/** Returns what a tree of PostgreSQL's parser means. Throws Unreadable at a node that Expression has no kind for. */
export function readPostgresTree(node: Node): Expression {
  return read(node);
}

function read(node: Node): Expression {
  for (const [kind, body] of Object.entries(node)) {
    const reader = (readers as unknown as Readonly<Record<string, (body: unknown) => Expression>>)[kind];
    if (reader !== undefined) return reader(body);
  }
  throw new Unreadable();
}

function readNeeded(node: Node | undefined): Expression {
  if (node === undefined) throw new Unreadable();
  return read(node);
}

/** What is zero, empty or false is left out of the tree. */
function readConstant({ ival, fval, sval, boolval, bsval, isnull }: A_Const): Expression {
  if (isnull === true) return nullValue;
  if (ival !== undefined) return number(String(ival.ival ?? 0));
  if (fval !== undefined) return number(fval.fval ?? '0');
  if (sval !== undefined) return string(sval.sval ?? '');
  if (boolval !== undefined) return boolean(boolval.boolval ?? false);
  if (bsval !== undefined) return cast(string(bsval.bsval ?? ''), 'bit');
  throw new Unreadable();
}

const plainFunction = new Set(['funcname', 'args', 'funcformat', 'location']);

/** An aggregate's extras (DISTINCT, FILTER, OVER, *) and VARIADIC are no part of Expression. */
function readFunction(node: FuncCall): Expression {
  if (Object.keys(node).some((key) => !plainFunction.has(key))) throw new Unreadable();
  return call(qualifiedNameOf(node.funcname), ...(node.args ?? []).map(read));
}

function readIndirection(arg: Expression, node: Node): Expression {
  if ('String' in node) return call('.', arg, string(nameOf(node)));
  if (!('A_Indices' in node) || node.A_Indices.is_slice === true) throw new Unreadable();
  return call('[]', arg, readNeeded(node.A_Indices.uidx));
}

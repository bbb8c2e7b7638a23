/** What a CHECK, a predicate or a WHEN demands, in words of neither engine. */
export type Condition =
  | { readonly is: 'compare'; readonly column: string; readonly operator: Operator; readonly value: Literal }
  | { readonly is: 'coalesced'; readonly column: string; readonly operator: Operator; readonly value: number }
  | { readonly is: 'distinct'; readonly column: string; readonly value: Literal; readonly isNegated: boolean }
  | {
      readonly is: 'between';
      readonly column: string;
      readonly low: number;
      readonly high: number;
      readonly isNegated: boolean;
    }
  | {
      readonly is: 'in';
      readonly column: string;
      readonly values: readonly Literal[];
      readonly isNegated: boolean;
    }
  | { readonly is: 'like'; readonly column: string; readonly pattern: string; readonly isNegated: boolean }
  | { readonly is: 'null'; readonly column: string; readonly isNegated: boolean }
  | { readonly is: 'flag'; readonly column: string; readonly wanted: boolean }
  | { readonly is: 'truth'; readonly column: string; readonly wanted: boolean }
  | { readonly is: 'columns'; readonly left: string; readonly operator: Operator; readonly right: string }
  | {
      readonly is: 'sum';
      readonly left: string;
      readonly right: string;
      readonly operator: Operator;
      readonly value: number;
    }
  | { readonly is: 'length'; readonly column: string; readonly operator: Operator; readonly value: number }
  | { readonly is: 'trimmed'; readonly column: string; readonly value: string }
  | { readonly is: 'lower'; readonly column: string; readonly value: string }
  | { readonly is: 'json'; readonly column: string; readonly key: string; readonly value: string }
  | { readonly is: 'case'; readonly when: Condition }
  | { readonly is: 'and' | 'or'; readonly args: readonly Condition[] }
  | { readonly is: 'not'; readonly arg: Condition };

export type Operator = '=' | '<>' | '<' | '>' | '<=' | '>=';
export type Literal = number | string;

/** What a generated column or an index computes. */
export type Value =
  | { readonly is: 'column'; readonly column: string }
  | { readonly is: 'add'; readonly column: string; readonly value: number }
  | { readonly is: 'product'; readonly left: string; readonly right: string }
  | { readonly is: 'coalesce'; readonly column: string; readonly value: number }
  | { readonly is: 'lower'; readonly column: string }
  | { readonly is: 'upperTrim'; readonly column: string }
  | { readonly is: 'concat'; readonly column: string; readonly value: string }
  | { readonly is: 'length'; readonly column: string };

/** Returns the columns that a condition or value names, sorted, each once. */
export function columnsOf(part: Condition | Value): readonly string[] {
  const found = new Set<string>();
  const visit = (one: Condition | Value): void => {
    if ('column' in one) found.add(one.column);
    if ('left' in one) for (const column of [one.left, one.right]) found.add(column);
    if ('args' in one) for (const arg of one.args) visit(arg);
    if ('arg' in one) visit(one.arg);
    if ('when' in one) visit(one.when);
  };
  visit(part);
  return [...found].toSorted();
}

/** Returns the AND-parts of a condition: what the comparison takes apart. */
export function partsOf(condition: Condition): readonly Condition[] {
  if (condition.is === 'and') return condition.args.flatMap(partsOf);
  if (condition.is === 'between' && !condition.isNegated) {
    const { column, low, high } = condition;
    return [
      { is: 'compare', column, operator: '>=', value: low },
      { is: 'compare', column, operator: '<=', value: high },
    ];
  }
  if (condition.is !== 'not') return [condition];
  const { arg } = condition;
  if (arg.is === 'not') return partsOf(arg.arg);
  if (arg.is === 'or') return arg.args.flatMap((one) => partsOf({ is: 'not', arg: one }));
  if (arg.is === 'between' && arg.isNegated) return partsOf({ ...arg, isNegated: false });
  return [condition];
}

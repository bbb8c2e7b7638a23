/**
 * An expression of either engine. Operators are their symbols in `call`: `+`, `||`, `=`, `like`, `is null`; `is` is the
 * equality that takes NULLs for equal, `row` and `array` are constructors, `[]` an element of an array. What negates
 * (`<>` apart) is `not` around what it negates, BETWEEN is two comparisons. Column names are
 * folded as PostgreSQL folds them; function names are in lower case without pg_catalog.
 */
export type Expression =
  /** `written` where SQLite may mean a string: a name in double quotes that no column has. */
  | { readonly kind: 'column'; readonly name: string; readonly written?: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Digits as written, without a sign: `1`, `0.5`, `1e9`. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly hex: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'and' | 'or'; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly arg: Expression }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'cast'; readonly arg: Expression; readonly type: string }
  | { readonly kind: 'collate'; readonly arg: Expression; readonly collation: string }
  | {
      readonly kind: 'case';
      readonly arg: Expression | null;
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression | null;
    }
  /** What the reader knows no better: its text, tokens separated by one space. */
  | { readonly kind: 'opaque'; readonly text: string };

import type { Engine } from '../../core/engine.ts';
import type { SqlText } from '../../core/schema.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import type { LogicalType } from '../logical-type.ts';

/** What the names in an expression mean. Columns are looked up as PostgreSQL folds them. */
export interface ExpressionContext {
  readonly engine: Engine;
  /** The logical type of a column of the table, or null where there is none of that name. */
  readonly typeOf: (column: string) => LogicalType | null;
}

/** An expression in the one form that both engines' spellings come to. */
export interface Normalised {
  /** Equal where the two mean the same. For people and the parity file too: short, readable SQL. */
  readonly text: string;
  readonly expression: Expression;
  /** False where the text could not be read: then `text` is its tokens, and only the same spelling is equal. */
  readonly isUnderstood: boolean;
}

/** Reads and normalises expressions of both engines; what was read once is kept. */
export interface Normaliser {
  /** Reads texts of PostgreSQL that will be asked for: many at once are read faster than one after the other. */
  readAhead(postgresTexts: Iterable<SqlText>): void;
  /** What a CHECK or predicate demands: its AND-parts, each normalised, sorted by text. */
  conditions(text: SqlText, context: ExpressionContext): readonly Normalised[];
  /** A generated or indexed expression. */
  expression(text: SqlText, context: ExpressionContext): Normalised;
  /** A column's default, as a value of the column's type: `now` for the moment of the insert. */
  default(text: SqlText, type: LogicalType, context: ExpressionContext): Normalised;
}

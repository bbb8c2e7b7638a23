import type { Script } from '../../core/migration.ts';
import type { Statement } from '../statements.ts';
import type { Token } from '../token.ts';

/** What a rule found in a statement. */
export interface Finding {
  /** Where the finding points. */
  readonly token: Token;
  /** Names the statement and says what it would break. */
  readonly message: string;
  /** Imperative. */
  readonly hint: string;
}

/** Something that no script of an engine may hold. Accepting it with `allow=` is not possible. */
export interface ForbiddenRule {
  /** Kebab-case; the same on both engines where it forbids the same. */
  readonly id: string;
  /** A script without a match holds nothing that the rule forbids: most need no closer look. */
  readonly mentions: RegExp;
  /** Null where the rule has nothing against the statement. */
  readonly find: (statement: Statement, script: Pick<Script, 'transaction'>) => Finding | null;
}

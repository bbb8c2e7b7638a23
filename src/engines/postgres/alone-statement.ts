import { statementHead } from '../../sql/forbidden/statement-head.ts';
import { nameAt as readName } from '../../sql/names.ts';
import type { Statement } from '../../sql/statements.ts';
import { isKeyword, isSymbol, type Token } from '../../sql/token.ts';
import { quoteIdentifier } from './quote.ts';

/**
 * How a statement of a `transaction=none` script runs, and what can be said about it when nobody saw its end:
 * `session` sets the connection and runs again on resume; `transaction` commits together with its progress, so its
 * outcome is always known; the objects that `create-index`, `drop-index` and `detach` leave behind tell; `again` may
 * run twice; `unknown` cannot be judged; `forbidden` would break the order of things.
 */
export type AloneKind =
  | 'session'
  | 'transaction'
  | 'create-index'
  | 'drop-index'
  | 'detach'
  | 'reindex'
  | 'again'
  | 'unknown'
  | 'forbidden';

/** The first row that matches the statement's head decides; a statement that matches none is a `transaction`. */
const kinds: readonly { readonly head: RegExp; readonly kind: AloneKind }[] = [
  {
    head: /^(?:BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PREPARE TRANSACTION)\b/,
    kind: 'forbidden',
  },
  { head: /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY ON\b/, kind: 'forbidden' },
  { head: /^(?:SET|RESET|DISCARD|LOAD)\b/, kind: 'session' },
  { head: /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY\b/, kind: 'create-index' },
  { head: /^DROP INDEX CONCURRENTLY\b/, kind: 'drop-index' },
  { head: /^ALTER TABLE .*\bDETACH PARTITION .*\bCONCURRENTLY$/, kind: 'detach' },
  { head: /^REINDEX\b/, kind: 'reindex' },
  { head: /^(?:VACUUM|CLUSTER|CHECKPOINT|ALTER SYSTEM)\b/, kind: 'again' },
  { head: /^ALTER DATABASE \S+ SET TABLESPACE\b/, kind: 'again' },
  { head: /^DROP (?:DATABASE|TABLESPACE|SUBSCRIPTION) IF EXISTS\b/, kind: 'again' },
  { head: /^(?:CREATE|DROP) (?:DATABASE|TABLESPACE|SUBSCRIPTION)\b/, kind: 'unknown' },
  { head: /^ALTER SUBSCRIPTION\b/, kind: 'unknown' },
  { head: /^CALL\b/, kind: 'unknown' },
];

/** A statement of a `transaction=none` script with what is known about it before it runs. */
export interface AloneStatement {
  readonly statement: Statement;
  readonly kind: AloneKind;
  /** What the catalog is asked about. */
  readonly target: AloneTarget | null;
}

export interface AloneTarget {
  /** The relation that is looked up with the script's search_path: the table of an index that is built or reindexed, the index that is dropped, the partition. */
  readonly relation: string;
  /** The name of the index that is built, or null. */
  readonly index: string | null;
}

/** Returns what a statement is; any statement has an answer. */
export function classifyAlone(statement: Statement): AloneStatement {
  const head = statementHead(statement);
  const kind = kinds.find((row) => row.head.test(head))?.kind ?? 'transaction';
  if (kind === 'transaction' && commitsInside(statement)) return { statement, kind: 'unknown', target: null };
  return { statement, kind, target: targets[kind]?.(statement.tokens) ?? null };
}

/** A DO block that commits on its way: it cannot run in one transaction, and its end cannot be told. */
function commitsInside({ tokens }: Statement): boolean {
  return (
    isKeyword(tokens[0], 'DO') &&
    tokens.some(({ kind, text }) => kind === 'string' && /\b(?:COMMIT|ROLLBACK)\b/i.test(text))
  );
}

const targets: { readonly [K in AloneKind]?: (tokens: readonly Token[]) => AloneTarget | null } = {
  'create-index': (tokens) => {
    const name = skip(tokens, after(tokens, 'CONCURRENTLY'), 'IF', 'NOT', 'EXISTS');
    const index = foldName(tokens[name]);
    const relation = nameAt(tokens, skip(tokens, after(tokens, 'ON'), 'ONLY'));
    return index === null || relation === null ? null : { relation, index };
  },
  'drop-index': (tokens) =>
    plain(nameAt(tokens, skip(tokens, after(tokens, 'CONCURRENTLY'), 'IF', 'EXISTS'))),
  detach: (tokens) => plain(nameAt(tokens, after(tokens, 'PARTITION'))),
  reindex: (tokens) => {
    const at = tokens.findIndex((token) => isKeyword(token, 'INDEX', 'TABLE'));
    return at === -1 ? null : plain(nameAt(tokens, skip(tokens, at + 1, 'CONCURRENTLY')));
  },
};

function plain(relation: string | null): AloneTarget | null {
  return relation === null ? null : { relation, index: null };
}

/** The statement that ends an interrupted DETACH PARTITION CONCURRENTLY. */
export function finalizeDetach({ text, tokens }: Statement): string {
  const last = tokens.at(-1);
  const length = last === undefined ? 0 : last.end - last.start;
  return `${text.slice(0, text.length - length)}FINALIZE`;
}

function after(tokens: readonly Token[], keyword: string): number {
  return tokens.findIndex((token) => isKeyword(token, keyword)) + 1;
}

function skip(tokens: readonly Token[], from: number, ...keywords: readonly string[]): number {
  let at = from;
  for (const keyword of keywords) if (isKeyword(tokens[at], keyword)) at += 1;
  return at;
}

/** The name that begins at a token, quoted: `"a"`, `"A"."b"`. */
function nameAt(tokens: readonly Token[], from: number): string | null {
  const parts: string[] = [];
  for (let at = from; ; at += 2) {
    const part = foldName(tokens[at]);
    if (part === null) return null;
    parts.push(quoteIdentifier(part));
    if (!isSymbol(tokens[at + 1], '.')) return parts.join('.');
  }
}

/** A name as the catalog has it. */
function foldName(token: Token | undefined): string | null {
  return token === undefined ? null : (readName('postgres', [token], 0)?.name ?? null);
}

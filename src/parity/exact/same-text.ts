import type { Engine } from '../../core/engine.ts';
import { lowerAscii } from '../../sql/names.ts';
import { tokenize } from '../../sql/tokenize.ts';

/** Returns whether two texts of one engine say the same: spaces, comments, the case of words and needless quotes say nothing. */
export function isSameText(engine: Engine, one: string | null, other: string | null): boolean {
  if (one === other) return true;
  return one !== null && other !== null && plainText(engine, one) === plainText(engine, other);
}

function plainText(engine: Engine, text: string): string {
  return tokenize(engine, text)
    .filter(({ kind }) => kind !== 'comment')
    .map((token) => {
      if (token.kind === 'word') return lowerAscii(token.text);
      if (token.kind !== 'quoted-identifier') return token.text;
      const bare = token.text.slice(1, -1);
      return isPlainName[engine].test(bare) ? lowerAscii(bare) : token.text;
    })
    .join(' ');
}

/** PostgreSQL folds a name without quotes, SQLite never minds its case. */
const isPlainName: Readonly<Record<Engine, RegExp>> = {
  postgres: /^[a-z_][a-z0-9_$]*$/,
  sqlite: /^[A-Za-z_][A-Za-z0-9_$]*$/,
};

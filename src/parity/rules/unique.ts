import { engineTitles } from '../../core/engine.ts';
import { otherSide, type Rule } from '../rule.ts';
import { eachLonely, eachPair, isOfAnotherKind } from './access-rule.ts';

/** What may not be there twice. */
export const uniqueRule: Rule = {
  name: 'unique',
  reports: [{ kind: 'unique', severity: 'error' }],
  summary:
    'A set of columns is unique on one side only, NULLS NOT DISTINCT stands opposite to plain UNIQUE on a nullable column, or a UNIQUE constraint is deferrable on PostgreSQL. A constraint and a unique index are the same; UNIQUE WHERE every column IS NOT NULL is plain UNIQUE.',
  find: (comparing) => [
    ...eachPair(comparing, ({ postgres, sqlite, differs }, object) => {
      if (!differs.includes('unique')) return null;
      const message =
        postgres.isUnique === sqlite.isUnique
          ? `${object} is unique on both sides, but ${postgres.uniqueness || 'plainly'} on PostgreSQL and ${sqlite.uniqueness || 'plainly'} on SQLite: what one takes the other refuses.`
          : `${object} is unique on ${engineTitles[postgres.isUnique ? 'postgres' : 'sqlite']} only: the other side stores duplicates, and an upsert on it fails there.`;
      return { kind: 'unique', severity: 'error', message };
    }),
    ...eachLonely(comparing, ({ access, covered }, object) => {
      if (!access.isUnique || covered !== null || isOfAnotherKind(access)) return null;
      const title = engineTitles[otherSide[access.side]];
      return {
        kind: 'unique',
        severity: 'error',
        message: `${title} does not keep ${object} unique: it stores duplicates, and an upsert on it fails there.`,
      };
    }),
  ],
};

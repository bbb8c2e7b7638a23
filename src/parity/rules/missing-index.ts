import { engineTitles } from '../../core/engine.ts';
import { otherSide, type Rule } from '../rule.ts';
import { eachLonely, isOfAnotherKind } from './access-rule.ts';

/** An index that only one side has. */
export const missingIndexRule: Rule = {
  name: 'missing-index',
  reports: [{ kind: 'index', severity: 'error' }],
  summary:
    'An index is missing on one side: the same query is fast on one and slow on the other. An index of PostgreSQL whose build failed (INVALID) is missing.',
  find: (comparing) =>
    eachLonely(comparing, ({ access, covered }, object, table) => {
      if (access.isUnique || covered !== null || isOfAnotherKind(access)) return null;
      const other = otherSide[access.side];
      const title = engineTitles[other];
      const broken = table[other].indexes.find((index) => !index.isValid && index.name === access.name);
      const remark = broken === undefined ? '' : ` It has ${broken.name}, whose build failed.`;
      return {
        kind: 'index',
        severity: 'error',
        message: `${title} has no index ${object}: the same query reads the whole table there.${remark}`,
      };
    }),
};

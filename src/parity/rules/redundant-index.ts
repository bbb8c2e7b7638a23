import { engineTitles } from '../../core/engine.ts';
import { otherSide, type Rule } from '../rule.ts';
import { eachLonely } from './access-rule.ts';

/** An index that repeats a key. */
export const redundantIndexRule: Rule = {
  name: 'redundant-index',
  reports: [{ kind: 'redundant-index', severity: 'info' }],
  summary:
    'An index on one side repeats a primary key, unique set or index of the other, or its first columns: the same query is fast on both.',
  find: (comparing) =>
    eachLonely(comparing, ({ access, covered }, object) => {
      if (covered === null) return null;
      const title = engineTitles[otherSide[access.side]];
      return {
        kind: 'redundant-index',
        severity: 'info',
        message: `${title} has no ${object} of its own and needs none: its ${covered} does the same.`,
      };
    }),
};

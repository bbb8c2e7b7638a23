import type { RulesByKind } from '../scope.ts';
import { spellArithmetic } from './arithmetic.ts';
import { spellArrays } from './arrays.ts';
import { dropCasts, dropComparedCasts } from './casts.ts';
import { spellCases } from './cases.ts';
import { compareTruth, countNulls, testTruth, turnComparisons, typeConstants } from './comparisons.ts';
import { joinConditions } from './connectives.ts';
import { flattenCalls, translateFunctions } from './functions.ts';
import { nameJsonTypes } from './json-functions.ts';
import { listArrays, negateLists, sortLists } from './lists.ts';
import { dropCollations, resolveNames } from './names.ts';
import { pushNegation } from './negation.ts';
import { spellNumbers } from './numbers.ts';
import { spellPatterns } from './patterns.ts';
import { spellRegexes } from './regexes.ts';
import { splitRows } from './rows.ts';

/** What turns each engine's words into the same ones; each part sees them once. */
export const translations: RulesByKind = {
  column: [resolveNames],
  collate: [dropCollations],
  call: [spellPatterns, spellRegexes, translateFunctions],
};

/** What turns the same words into one form, until nothing changes any more. */
export const rules: RulesByKind = {
  number: [spellNumbers],
  cast: [dropCasts],
  not: [pushNegation],
  case: [spellCases],
  and: [joinConditions],
  or: [joinConditions],
  call: [
    spellNumbers,
    spellArithmetic,
    countNulls,
    splitRows,
    nameJsonTypes,
    turnComparisons,
    dropComparedCasts,
    typeConstants,
    compareTruth,
    testTruth,
    listArrays,
    sortLists,
    negateLists,
    spellArrays,
    flattenCalls,
  ],
};

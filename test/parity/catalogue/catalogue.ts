import { checksAlike } from './checks-alike.ts';
import { checksApart } from './checks-apart.ts';
import { defaultsAlike } from './defaults-alike.ts';
import { defaultsApart } from './defaults-apart.ts';
import { encodingChecks } from './encoding-checks.ts';
import { foreignKeys } from './foreign-keys.ts';
import { generatedAlike } from './generated-alike.ts';
import { generatedAndCollations } from './generated-collations.ts';
import { hardAlike } from './hard-alike.ts';
import { hardApart } from './hard-apart.ts';
import { indexes } from './indexes.ts';
import { keys } from './keys.ts';
import { moments } from './moments.ts';
import { notCompared } from './not-compared.ts';
import type { Pair } from './pair.ts';
import { tablesAndColumns } from './tables-columns.ts';
import { triggersAndViews } from './triggers-views.ts';
import { typesAlike } from './types-alike.ts';
import { typesApart } from './types-apart.ts';
import { uniques } from './uniques.ts';

/** All pairs, by what they are about. */
export const catalogue: Readonly<Record<string, readonly Pair[]>> = {
  'types alike': typesAlike,
  'types apart': typesApart,
  'defaults alike': defaultsAlike,
  'defaults apart': defaultsApart,
  moments,
  'nullability, keys and counters': keys,
  uniques,
  indexes,
  'foreign keys': foreignKeys,
  'tables, columns, names and lengths': tablesAndColumns,
  'checks alike': checksAlike,
  'checks apart': checksApart,
  'encoding checks and enums': encodingChecks,
  'triggers and views': triggersAndViews,
  'generated columns and collations': generatedAndCollations,
  'not compared': notCompared,
  'hard to see as alike': hardAlike,
  'hard to see as apart': hardApart,
  'found by generated schemas': generatedAlike,
};

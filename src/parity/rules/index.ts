import type { Rule } from '../rule.ts';
import { accessMethodRule } from './access-method.ts';
import { autoincrementRule } from './autoincrement.ts';
import { checkRule } from './check.ts';
import { collationRule } from './collation.ts';
import { columnOrderRule } from './column-order.ts';
import { columnRule } from './column.ts';
import { defaultRule } from './default.ts';
import { encodingRule } from './encoding.ts';
import { enumLabelsRule } from './enum-labels.ts';
import { foreignKeyActionRule } from './foreign-key-action.ts';
import { foreignKeyRule } from './foreign-key.ts';
import { generatedRule } from './generated.ts';
import { indexColumnsRule } from './index-columns.ts';
import { lengthRule } from './length.ts';
import { missingIndexRule } from './missing-index.ts';
import { nameRule } from './name.ts';
import { nullabilityRule } from './nullability.ts';
import { precisionRule } from './precision.ts';
import { predicateRule } from './predicate.ts';
import { primaryKeyRule } from './primary-key.ts';
import { redundantIndexRule } from './redundant-index.ts';
import { tableRule } from './table.ts';
import { triggerRule } from './trigger.ts';
import { typeRule } from './type.ts';
import { uniqueRule } from './unique.ts';
import { viewRule } from './view.ts';

/** Every rule of the comparison, in the order of docs/parity.md. */
export const rules: readonly Rule[] = [
  tableRule,
  columnRule,
  typeRule,
  nullabilityRule,
  defaultRule,
  generatedRule,
  autoincrementRule,
  lengthRule,
  collationRule,
  enumLabelsRule,
  primaryKeyRule,
  uniqueRule,
  foreignKeyRule,
  foreignKeyActionRule,
  checkRule,
  missingIndexRule,
  indexColumnsRule,
  predicateRule,
  triggerRule,
  viewRule,
  precisionRule,
  redundantIndexRule,
  accessMethodRule,
  encodingRule,
  columnOrderRule,
  nameRule,
];

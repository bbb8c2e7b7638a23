import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeOldNode } from '../../src/core/old-node.ts';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };

test.each([
  ['v20.20.2', true],
  ['v22.9.0', true],
  ['v22.21.9', true],
  [`v${engines.node.replace('>=', '')}.0`, false],
  ['v22.100.0', false],
  ['v24.0.0', false],
  ['v100.0.0', false],
])('Node %s is too old: %s', (version, isOld) => {
  expect(describeOldNode(version)).toEqual(
    isOld ? `Lockstep needs Node.js 22.22 or later; this is ${version}.` : null,
  );
});

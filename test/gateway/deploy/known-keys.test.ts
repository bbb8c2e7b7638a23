import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { tempFolder } from '../../servers/temp-folder.ts';
import { manifests, readText } from './examples.ts';
import { composeKeys, type Keys, kubernetesKeys, unknownKeys } from './known-keys.ts';

test('compose.yaml has no key that compose does not know', () => {
  const document: unknown = parse(readText('examples/compose/compose.yaml'), { merge: true });
  expect(unknownKeys(document, composeKeys)).toEqual([]);
});

test('a misspelt key is found wherever it stands', () => {
  const services = {
    gateway: { image: 'a', depend_on: {}, environment: { ANY: 1 }, healthcheck: { tests: [] } },
  };
  expect(unknownKeys({ services, volume: {} }, composeKeys)).toEqual([
    'services.gateway.depend_on',
    'services.gateway.healthcheck.tests',
    'volume',
  ]);
});

/** Where kubectl is there, it says what a cluster of its version would take: without one, what it does not know is dropped. */
const kubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
const changes: Readonly<Record<string, readonly string[]>> = {
  Job: ['image', '*=another'],
  Deployment: ['image', '*=another'],
  Service: ['selector', 'app=another'],
};

describe.each(manifests().map((manifest) => [manifest.kind, manifest] as const))(
  'the %s',
  (kind, manifest) => {
    test('has no key that Kubernetes does not know', () => {
      expect(unknownKeys(manifest, kubernetesKeys[kind] ?? {})).toEqual([]);
    });

    test.skipIf(!kubectl)(`keeps every key in kubectl's hands${kubectl ? '' : ' (no kubectl here)'}`, () => {
      const file = join(tempFolder(), 'manifest.json');
      writeFileSync(file, JSON.stringify(manifest));
      const [what = '', change = ''] = changes[kind] ?? [];
      const words = ['set', what, '--local', '--filename', file, change, '--output', 'json'];
      const { stdout, stderr, status } = spawnSync('kubectl', words, { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
      expect(unknownKeys(manifest, keysOf(JSON.parse(stdout)))).toEqual([]);
    });
  },
);

/** Returns the keys of a document; those of a list are those of any of its items. */
function keysOf(document: unknown): Keys {
  const found: Record<string, Keys> = {};
  for (const item of Array.isArray(document) ? document : [document]) {
    if (item === null || typeof item !== 'object') continue;
    for (const [key, value] of Object.entries(item)) found[key] = { ...found[key], ...keysOf(value) };
  }
  return found;
}

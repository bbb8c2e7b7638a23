import { join } from 'node:path';
import { expect, test } from 'vitest';
import { heavyModules, loadedModules } from './loaded-modules.ts';

const source = join(import.meta.dirname, '..', '..', 'src');

test('importing the library loads no package, no driver, no parser and no command', () => {
  const loaded = loadedModules(join(source, 'index.ts'), source);
  expect(loaded.loaded.length).toBeGreaterThan(30);
  expect(heavyModules(loaded)).toEqual([]);
  expect(loaded.loaded.filter((url) => url === 'node:sqlite')).toEqual([]);
});

test('what is heavy would be seen', () => {
  expect(heavyModules(loadedModules(join(source, 'sql/parse-postgres.ts'), source))).toContain(
    'sql/parse-postgres.ts',
  );
  expect(heavyModules(loadedModules('pg', source)).length).toBeGreaterThan(0);
  expect(heavyModules(loadedModules(join(source, 'cli/program.ts'), source))).toContain('cli/program.ts');
});

import { globSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

// Deletes the declarations in dist/ that no type of the public API leads to: the compiler writes one for every source
// file, and nobody can import the rest.
const dist = resolve(import.meta.dirname, '../dist');
const entries = ['index.d.ts', 'testing/index.d.ts'];

const reached = new Set<string>();
const waiting = entries.map((entry) => join(dist, entry));
for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
  if (reached.has(file)) continue;
  reached.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g))
    waiting.push(resolve(file, '..', path!.replace(/\.[jt]s$/, '.d.ts')));
}

const written = globSync('**/*.d.ts', { cwd: dist }).map((file) => join(dist, file));
for (const file of written.filter((each) => !reached.has(each))) rmSync(file);
console.log(`${reached.size} of ${written.length} declarations are reached from ${entries.join(' and ')}`);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// node compare-once.mjs LIBRARY FILE: prints what the first comparison of a process took.
const [library, file] = process.argv.slice(2);
const { compareSchemas } = await import(pathToFileURL(join(library, 'dist/index.js')).href);
const { postgres, sqlite } = JSON.parse(readFileSync(file, 'utf8'));
const before = process.cpuUsage();
const start = performance.now();
await compareSchemas(postgres, sqlite);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }));

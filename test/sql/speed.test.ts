import { describe, expect, test } from 'vitest';
import { engines } from '../../src/core/engine.ts';
import type { Script } from '../../src/core/migration.ts';
import { findForbidden } from '../../src/sql/forbidden/index.ts';
import { noHeaders } from '../../src/sql/header-keys.ts';
import { parseHeaders } from '../../src/sql/headers.ts';

/** What a script may repeat: each once took, or could take, quadratic time somewhere. */
const shapes: Readonly<Record<string, string>> = {
  rows: 'INSERT INTO log (id, tags) VALUES (42, \'{"a": [1, 2]}\'); -- a comment\n',
  symbols: '(1,+2),',
  'plus signs': '+',
  'comment marks': '/* ',
  'string pieces': "'a'\n--x\n",
  'dollar tags': '$a$b',
  headers: '-- lockstep: requires=DM001\n',
  findings: 'BEGIN;\n',
};

describe.each(engines)('reading a %s script takes time in proportion to its length', (engine) => {
  test.each(Object.entries(shapes))('%s', (_, shape) => {
    const text = (length: number): string => shape.repeat(length / shape.length);
    const best = (length: number): number => Math.min(...[1, 2].map(() => work(() => read(text(length)))));
    read(text(100_000));
    // In proportion it is 8, quadratic it is 64; what takes hardly any time cannot be compared.
    expect(best(160_000) / Math.max(best(20_000), 5)).toBeLessThan(24);
  });

  function read(diskText: string): void {
    const { text, leftOut } = parseHeaders({ engine, file: 'a.sql', diskText });
    const script: Script = {
      ...noHeaders,
      engine,
      file: 'a.sql',
      text,
      checksum: '',
      leftOut,
      createdTables: [],
    };
    findForbidden(script);
  }
});

/** Milliseconds of computing: what other processes do meanwhile does not count. */
function work(task: () => void): number {
  const before = process.threadCpuUsage();
  task();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

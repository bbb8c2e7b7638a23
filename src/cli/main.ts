#!/usr/bin/env node
// Not by name: an older Node would stop at a name that it does not know, before it could say that it is too old.
import * as nodeModule from 'node:module';
import { describeOldNode, oldNodeHint } from '../core/old-node.ts';

const tooOld = describeOldNode(process.version);
if (tooOld !== null) {
  process.stderr.write(`✗ ${tooOld}\n  → ${oldNodeHint}\n`);
  process.exit(2);
}

// Compiled code is kept between starts: a third of the time when run from the sources. Hence the import below it.
nodeModule.enableCompileCache();
const { runProgram } = await import('./program.ts');

const stop = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130);
    process.stderr.write(`\n${signal}: stopping; what is committed stays. Once more to exit at once.\n`);
    stop.abort(new Error(signal));
  });
}

// `lockstep list | head`: the reader has gone, and a run must go on to its end all the same. That a file takes no more of a
// result is told by write-whole.ts.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const exitCode = await runProgram(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdin: {
    // process.stdin would be opened by a look at it; only a question needs to know.
    get isTTY() {
      return process.getBuiltinModule('node:tty').isatty(0);
    },
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
});
process.exitCode = exitCode;

/**
 * A server that answers nothing keeps its sockets open, and they the process; what is printed goes out first. Not at once:
 * libsql closes a file, and takes its -wal away, when the heap is taken down.
 */
const lingerMs = 500;
process.stdout.write('', () => {
  process.stderr.write('', () => {
    setTimeout(() => process.exit(exitCode), lingerMs).unref();
  });
});

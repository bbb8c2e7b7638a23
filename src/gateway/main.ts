#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Compiled code is kept between starts, a third of the time when run from the sources. Hence the import below it.
enableCompileCache();
const { runGateway } = await import('./commands/run-gateway.ts');

const stop = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait.
    if (stop.signal.aborted) process.exit(130);
    stop.abort(new Error(signal));
  });
}

// `gateway migrate --status | head`: the reader has gone, and the work goes on to its end all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const exitCode = await runGateway(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
});
process.exitCode = exitCode;

/** A database that answers nothing keeps its sockets open, and they the process; what is printed goes out first. */
const lingerMs = 500;
process.stdout.write('', () => {
  process.stderr.write('', () => {
    setTimeout(() => process.exit(exitCode), lingerMs).unref();
  });
});

import { runGateway } from '../../../src/gateway/commands/run-gateway.ts';
import type { Ended } from './gateway-process.ts';

/** Runs a command to its end in this process: for what needs no signal and no working folder. */
export async function runHere(command: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const exitCode = await runGateway(command.split(' '), {
    env,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}

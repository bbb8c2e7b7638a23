import { AssertionError } from 'node:assert';
import { renderParity } from '../cli/render/parity.ts';
import { loadModule } from '../files/load-module.ts';
import { parity } from '../library/parity.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { loadConfig } from '../modules/load-config.ts';
import { readParityFile } from '../parity/file/parity-file.ts';
import type { ParityReport } from '../parity/report.ts';
import type { ParityModule } from '../parity/run/parity-of-modules.ts';
import { scratchUrl } from './scratch-server.ts';

export interface ExpectParityOptions {
  /** The modules, as the configuration has them. Defaults to those of `config`. */
  readonly modules?: readonly ModuleConfig[];
  /** A configuration file. Defaults to the one of the folder. */
  readonly config?: string;
  /** What relative paths start from. Defaults to the working folder; for the modules of a configuration it is the file's. */
  readonly folder?: string;
  /** A PostgreSQL server for the scratch database. Defaults to LOCKSTEP_SCRATCH_URL, else `embedded:postgres`. */
  readonly scratch?: string;
  /** Defaults to `each`: behind every version. `head`: behind the last one only. */
  readonly at?: 'head' | 'each';
  /** Defaults to false: a warning does not make the test fail. */
  readonly strict?: boolean;
  readonly signal?: AbortSignal;
}

/** An AssertionError, whose declaration asks for no types of Node: those of a suite may be without. */
const Failure: new (failure: {
  readonly message: string;
  readonly operator: string;
  readonly stackStartFn: (options?: ExpectParityOptions) => Promise<ParityReport>;
}) => Error = AssertionError;

/** What `expectParity` throws, an AssertionError: its message is the report. */
export class ParityMismatch extends Failure {
  readonly report: ParityReport;

  constructor(report: ParityReport) {
    const text = renderParity(report, { paint: (_tone, words) => words, width: 100, now: null });
    super({
      message: `The schemas of the two engines differ.\n\n${text}`,
      operator: 'expectParity',
      stackStartFn: expectParity,
    });
    this.name = 'ParityMismatch';
    // Node's own way to print a comparison, of which there is none here; test runners would show it.
    Reflect.deleteProperty(this, 'diff');
    this.report = report;
  }
}

/**
 * Returns the parity of modules' migrations, replayed on scratch databases of both engines, as `lockstep parity` does. Throws
 * ParityMismatch, an AssertionError, where the schemas differ: an error that the parity file does not accept, a stale
 * exception, another path to the head that ends otherwise, with `strict` a warning. Throws CONFIG_INVALID, DRIVER_MISSING and
 * what `migrate` throws where it cannot be found out.
 */
export async function expectParity(options: ExpectParityOptions = {}): Promise<ParityReport> {
  const { at = 'each', strict = false, signal } = options;
  const { modules, folder } = await readModules(options);
  const scratch = options.scratch ?? scratchUrl();
  const report = await parity({
    modules,
    at,
    strict,
    folder,
    ...(scratch === undefined ? {} : { scratch }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (report.verdict === 'differs') throw new ParityMismatch(report);
  return report;
}

async function readModules({
  modules: given,
  config: file,
  folder = process.cwd(),
}: ExpectParityOptions): Promise<{ readonly modules: readonly ParityModule[]; readonly folder: string }> {
  const found =
    given === undefined
      ? await loadConfig({ cwd: folder, ...(file === undefined ? {} : { file }) })
      : { config: { modules: given }, folder };
  const modules: ParityModule[] = [];
  for (const config of found.config.modules) {
    modules.push({
      module: await loadModule(config, found.folder),
      file: await readParityFile(config, found.folder),
    });
  }
  return { modules, folder: found.folder };
}

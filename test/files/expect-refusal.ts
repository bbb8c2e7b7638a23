import { join } from 'node:path';
import { expect } from 'vitest';
import { loadModule } from '../../src/files/load-module.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { type Files, moduleConfig, moduleFolder } from './module-folder.ts';

/** Files that are refused, and how. */
export interface Refusal {
  readonly name: string;
  readonly files: Files;
  readonly config?: Partial<ModuleConfig>;
  readonly code: string;
  readonly file: string;
  readonly line: number | null;
  /** Words of the message. */
  readonly says: string;
}

/** Loads the files and compares code, file, line and message of the error. */
export async function expectRefusal({ files, config, code, file, line, says }: Refusal): Promise<void> {
  const folder = moduleFolder(files);
  const error = await loadModule({ ...moduleConfig, ...config }, folder).catch((caught: unknown) => caught);
  const path = join(folder, file);
  expect(error).toMatchObject({ code, details: { file: path, line } });
  const { message } = error as Error;
  expect(message).toContain(line === null ? path : `${path}:${line}`);
  expect(message).toContain(says);
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ModuleConfig } from '../modules/config.ts';
import { emptyParityFile, type ParityFile } from './difference.ts';

/** A first version, for the commands to stand on: believes what it reads. */
export async function readParityFile(config: ModuleConfig, folder: string): Promise<ParityFile> {
  if (config.parity === undefined) return emptyParityFile;
  return JSON.parse(await readFile(resolve(folder, config.parity), 'utf8')) as ParityFile;
}

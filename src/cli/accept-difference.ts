import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { didYouMean } from '../core/did-you-mean.ts';
import { LockstepError } from '../core/errors.ts';
import { acceptException } from '../parity/file/accept-exception.ts';
import type { Difference } from '../parity/difference.ts';
import type { ModuleParity, ParityReport } from '../parity/report.ts';
import type { CommandResult } from './command.ts';
import { describeLostOutput } from './describe-lost-output.ts';
import type { OpenedConfig } from './open-config.ts';
import { fullCodes, replaceFile } from './replace-file.ts';

/** What is to be accepted, and why. */
export interface Acceptance {
  readonly id: string;
  readonly reason: string;
}

/**
 * Writes a difference of the report into its module's parity file as accepted, with both sides' values as they are now; an
 * older entry of its id is replaced. Throws USAGE for an id that no difference has, CONFIG_INVALID where the module names
 * no parity file.
 */
export async function acceptDifference(
  report: ParityReport,
  { id, reason }: Acceptance,
  { config, folder }: Pick<OpenedConfig, 'config' | 'folder'>,
): Promise<CommandResult> {
  const { module, difference } = findDifference(report, id);
  const parity = config.modules.find(({ name }) => name === module.module)?.parity;
  if (parity === undefined) {
    throw new LockstepError(
      'CONFIG_INVALID',
      `The module "${module.module ?? 'none'}" names no parity file.`,
      {
        hint: 'Add "parity": "migrations/parity.json" to the module in the configuration; the file is made where there is none.',
        details: { key: 'parity', module: module.module },
      },
    );
  }
  await writeAcceptance(resolve(folder, parity), parity, (content) =>
    acceptException(content, difference, reason, module.differences),
  );
  return {
    document: { accepted: { difference, reason }, module: module.module, file: parity },
    text: (view) =>
      `${view.paint('good', `✓ accepted: ${id}`)}\n  ${difference.message}\n  ${view.paint('faint', `in ${parity}; review it like code`)}`,
  };
}

function usage(message: string, hint: string): LockstepError {
  return new LockstepError('USAGE', message, { hint });
}

function findDifference(
  { modules }: ParityReport,
  id: string,
): { readonly module: ModuleParity; readonly difference: Difference } {
  const found = modules.flatMap((module) => {
    const difference = module.differences.find((each) => each.id === id);
    return difference === undefined ? [] : [{ module, difference }];
  });
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined)
    throw usage(`${found.length} modules have the difference ${id}`, 'Name the module: --module NAME.');
  if (modules.some(({ accepted }) => accepted.some(({ exception }) => exception.id === id)))
    throw usage(`${id} is accepted already`, 'Change its reason in the parity file.');
  const ids = modules.flatMap(({ differences }) => differences.map((difference) => difference.id));
  throw new LockstepError('USAGE', `There is no difference ${id}.${didYouMean(id, ids)}`, {
    hint:
      ids.length === 0
        ? 'Nothing differs: there is nothing to accept.'
        : 'Name one that lockstep parity lists; one that stands on the way only needs --at each.',
    details: { id, known: ids },
  });
}

/** The file has been read, and found right, before. */
async function writeAcceptance(
  path: string,
  shown: string,
  accept: (content: string | null) => string,
): Promise<void> {
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const text = accept(before);
  try {
    replaceFile(path, text);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (fullCodes.has(code)) throw describeLostOutput(cause, shown);
    throw new LockstepError('CONFIG_INVALID', `The parity file ${shown} cannot be written: ${message}`, {
      hint: 'Make it writable, or name another under "parity" in the configuration.',
      details: { key: 'parity', file: shown },
      cause,
    });
  }
}

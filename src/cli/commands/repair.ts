import { errorCodes } from '../../core/error-codes.ts';
import { LockstepError } from '../../core/errors.ts';
import type { RunReport } from '../../core/report.ts';
import type { RepairProposal, RepairRequest } from '../../migrate/migrator.ts';
import type { CommandContext, CommandResult, CommandSpec } from '../command.ts';
import { renderNoRepairs, renderRepairs } from '../render/repairs.ts';
import { renderReport } from '../render/report.ts';
import { stateLook } from '../render/step-sight.ts';
import { openMigrator } from '../open-migrator.ts';

interface RepairFlags {
  readonly accept?: string;
  readonly reason?: string;
  readonly resume?: boolean;
  readonly markDone?: boolean;
}

/** Shows narrow mends of the history, and does the one that is asked for. */
export const repairCommand: CommandSpec<RepairFlags> = {
  name: 'repair',
  summary: 'Mend the history after an edit or a half-done step',
  description:
    'Each mend is shown first. Without a flag it shows what can be mended. It asks on a terminal; elsewhere the flags are the consent. A missing file is restored and a number below the head is changed by hand: there is no flag for them.',
  options: [
    {
      flags: '--accept <step>',
      description: 'take the edited file of V18, S001 or DM001 as what was applied',
    },
    { flags: '--reason <text>', description: 'why: recorded with the accepted edit' },
    {
      flags: '--resume',
      description: 'the statement that was in flight counts as not done: the next migrate sends it again',
    },
    {
      flags: '--mark-done',
      description:
        'the statement that was in flight counts as done: the next migrate goes on behind it; where it was the last one the step is recorded as applied',
    },
  ],
  examples: [
    { command: 'lockstep repair', does: 'what can be mended' },
    { command: 'lockstep repair --accept V18 --reason "comment only"', does: 'on every database of the run' },
    { command: 'lockstep repair --resume --database production', does: 'after looking at the database' },
  ],
  run: async (options, context) => {
    const request = toRequest(options);
    const opened = await openMigrator(options, context);
    try {
      const { migrator } = opened;
      const { signal } = context;
      const proposals = await migrator.repairs({ signal });
      if (request === null) return await showRepairs(proposals, () => migrator.status({ signal }));
      const meant = proposals.filter((proposal) => answers(proposal, request));
      if (meant.length > 0) await consent(meant, context);
      const report = await migrator.repair(request, { signal });
      return {
        document: { repairs: meant, ...report },
        text: (view) =>
          `${view.paint('good', `✓ mended: ${meant.map(nameOf).join(', ')}`)}\n\n${renderReport(report, stateLook, view)}`,
      };
    } finally {
      await opened[Symbol.asyncDispose]();
    }
  },
};

/** Throws USAGE for flags that do not go together. Null where none asks for a mend. */
function toRequest({ accept, reason, resume, markDone }: RepairFlags): RepairRequest | null {
  const asked = [accept !== undefined && '--accept', resume && '--resume', markDone && '--mark-done'];
  const flags = asked.filter((flag) => typeof flag === 'string');
  if (flags.length > 1)
    throw badFlags(`${flags.join(' and ')} do not go together`, 'Mend one thing at a time.');
  if (accept !== undefined) {
    if (!reason?.trim())
      throw badFlags('--accept needs --reason', 'Say why the edit is harmless: it is recorded.');
    return { kind: 'accept', step: accept, reason: reason.trim() };
  }
  if (reason !== undefined) throw badFlags('--reason goes with --accept', 'Name the step: --accept V18.');
  return resume ? { kind: 'resume' } : markDone ? { kind: 'mark-done' } : null;
}

function badFlags(message: string, hint: string): LockstepError {
  return new LockstepError('USAGE', message, { hint });
}

async function showRepairs(
  proposals: readonly RepairProposal[],
  status: () => Promise<RunReport>,
): Promise<CommandResult> {
  const [first] = proposals;
  const report = await status();
  if (first !== undefined) {
    return {
      document: { repairs: proposals, ...report },
      text: (view) => renderRepairs(proposals, view),
      exitCode: errorCodes[first.code].exitCode,
    };
  }
  const problems = report.databases.flatMap(({ modules }) => modules.flatMap(({ problem }) => problem ?? []));
  return {
    document: { repairs: [], ...report },
    text: (view) => renderNoRepairs(problems, view),
    exitCode: problems[0] === undefined ? 0 : errorCodes[problems[0].code].exitCode,
  };
}

function answers({ code, details }: RepairProposal, request: RepairRequest): boolean {
  if (request.kind !== 'accept') return code === 'HALF_DONE';
  return code === 'CHECKSUM_MISMATCH' && String(details['step']).toLowerCase() === request.step.toLowerCase();
}

async function consent(proposals: readonly RepairProposal[], { ask, view }: CommandContext): Promise<void> {
  if (ask === null || (await ask('Mend this?', renderRepairs(proposals, view)))) return;
  throw new LockstepError('CONFIRMATION_REQUIRED', 'Nothing was mended', {
    hint: 'Run repair again and answer yes to mend it.',
  });
}

function nameOf({ migration, database }: RepairProposal): string {
  return `${migration} on ${database}`;
}

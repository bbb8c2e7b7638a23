import type { CommandSpec } from '../command.ts';
import { type ParityFlags, parityFormats } from '../parity-flags.ts';
import { choiceOption } from '../parse-choice.ts';

/** Proves that both schemas mean the same. */
export const parityCommand: CommandSpec<ParityFlags> = {
  name: 'parity',
  summary: 'Prove that both schemas mean the same',
  description:
    'Replays the migrations on scratch databases of both engines and compares the schemas behind every step; or compares two live databases, which are only read. A difference that is meant is accepted with its reason: parity accept ID --reason TEXT. Ends with 3 where they differ.',
  words: [
    {
      name: 'accept',
      description: 'add a reviewed exception to the parity file',
      choices: ['accept'],
      isOptional: true,
    },
    { name: 'id', description: 'the difference to accept', isOptional: true },
  ],
  options: [
    {
      flags: '--at <where>',
      description: 'head: what differs behind the last step (default); each: behind every step',
      parse: choiceOption('--at', ['head', 'each']),
    },
    {
      flags: '--scratch <url>',
      description:
        'a PostgreSQL server for the scratch databases, which are made beside its own (default: embedded:postgres)',
    },
    { flags: '--postgres <url>', description: 'compare this live database …' },
    { flags: '--sqlite <url>', description: '… with this one' },
    { flags: '--strict', description: 'a warning counts as a difference' },
    {
      flags: '--format <format>',
      description: 'human (default), json, markdown or html',
      parse: choiceOption('--format', parityFormats),
    },
    { flags: '--output <file>', description: 'write the report there' },
    { flags: '--reason <text>', description: 'with accept: why the difference is meant' },
  ],
  examples: [
    { command: 'lockstep parity', does: 'the modules of the configuration, at the head' },
    {
      command: 'lockstep parity --at each --format html --output parity.html',
      does: 'every version, as a page',
    },
    {
      command: 'lockstep parity --postgres env:POSTGRES_URL --sqlite sqlite:app.db',
      does: 'two live databases',
    },
    {
      command: 'lockstep parity accept trigger:sqlite:audit_log --reason "no TRUNCATE there"',
      does: 'a reviewed exception',
    },
  ],
  run: async (options, context, word, id) => {
    const { runParity } = await import('../run-parity.ts');
    return runParity(options, context, word === undefined ? null : { id });
  },
};

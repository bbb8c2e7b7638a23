import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { parsePlain } from '../../src/cli/parse-plain.ts';
import { parseWithCommander } from '../../src/cli/parse-with-commander.ts';
import { pipe } from './render/samples.ts';

const words = [
  '',
  '--json',
  '--quiet',
  '--config',
  '--database',
  '--module',
  '--exit-code',
  '--to',
  '--category',
  '--force',
  '--lock-timeout',
  '--wait',
  '--accept',
  '--reason',
  '--only',
  '--mark-done',
  '--help',
  '--version',
  '--',
  '-j',
  '--to=V2',
  '--jsno',
  '-5',
  'V2',
  'data',
  'seed,data',
  '30s',
  'local',
  'postgres',
  'start',
  'stat',
];

describe('the plainest command lines are read without commander, and read the same', () => {
  test.each(Object.keys(commands))('lockstep %s', async (name) => {
    const command = await commands[name]!();
    let plain = 0;
    const property = fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 5 }), async (rest) => {
      const ours = await outcome(async () => parsePlain(command, rest));
      if (ours === null) return;
      plain++;
      expect(ours).toEqual(await outcome(() => parseWithCommander([name, ...rest], pipe)));
    });
    await fc.assert(property, { numRuns: 150, seed: 3 });
    expect(plain).toBeGreaterThan(5);
  });
});

test('status with flags is one of them', async () => {
  const command = await commands['status']!();
  const rest = ['--json', '--database', 'a', '--exit-code', '--database', 'b'];
  expect(parsePlain(command, rest)).toMatchObject({
    options: { json: true, exitCode: true, database: ['a', 'b'] },
  });
});

/** What a reader returns or throws. */
async function outcome(read: () => Promise<unknown>): Promise<unknown> {
  try {
    return await read();
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
}

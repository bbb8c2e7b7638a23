import { AssertionError } from 'node:assert';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectParity, ParityMismatch } from '../../src/testing/index.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { notes, writeNotes } from './notes.ts';

const scratch = async (): Promise<string> => (await createPostgresDatabase()).url;

test('of the modules of a configuration it returns the report, behind every version', async () => {
  const { folder, module } = writeNotes();
  writeFileSync(join(folder, 'lockstep.config.json'), JSON.stringify({ modules: [module] }));
  const report = await expectParity({ folder, scratch: await scratch() });
  expect(report).toMatchObject({ verdict: 'parity', modules: [{ module: 'notes', head: 'V1' }] });
  expect(report.modules[0]?.versions).toHaveLength(1);
});

test('schemas that differ are one assertion error, whose message is the report without colour', async () => {
  const sqlite = notes.sqlite.replace('DEFAULT 0', 'DEFAULT 1');
  const { folder, module } = writeNotes({ ...notes, sqlite });
  const error = await expectParity({ modules: [module], folder, scratch: await scratch() }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AssertionError);
  expect(error).toBeInstanceOf(ParityMismatch);
  const { message, report } = error as ParityMismatch;
  expect(message).toContain(
    'The schemas of the two engines differ.\n\nnotes  ✗ differs at V1  1 table, 1 error',
  );
  expect(message).toContain('  ✗ error  default:both:notes.is_pinned  since V1\n');
  expect(message).not.toContain('\u001b');
  expect(report.modules[0]?.differences[0]?.id).toBe('default:both:notes.is_pinned');
});

test('what the parity file beside the migrations accepts is no failure', async () => {
  const sqlite = notes.sqlite.replace(/CREATE INDEX.*\n/, '');
  const { folder, module } = writeNotes({ ...notes, sqlite });
  const options = { modules: [module], folder, scratch: await scratch(), at: 'head' } as const;
  const mismatch = (await expectParity(options).catch((thrown: unknown) => thrown)) as ParityMismatch;
  const [difference] = mismatch.report.modules[0]?.differences ?? [];
  const entry = {
    id: difference?.id,
    postgres: difference?.postgres?.value ?? null,
    sqlite: difference?.sqlite?.value ?? null,
    reason: 'ten rows',
  };
  writeFileSync(join(folder, 'parity.json'), JSON.stringify({ accepted: [entry] }));
  expect((await expectParity(options)).modules[0]?.accepted).toHaveLength(1);
});

test('no configuration, and a server that is not there, are no assertion', async () => {
  await expect(expectParity({ folder: writeNotes().folder })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
  const { folder, module } = writeNotes();
  await expect(
    expectParity({ modules: [module], folder, scratch: 'postgres://nobody@127.0.0.1:1/none' }),
  ).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
});

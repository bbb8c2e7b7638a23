import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { project, type Project } from '../cli/scenarios/project.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'operators.md'), 'utf8');

/** The commands of the block with that word behind its language. */
function commandsOf(block: string): readonly string[] {
  const [, text = ''] = new RegExp(`^\`\`\`sh ${block}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page) ?? [];
  return [...text.matchAll(/^lockstep (.*?)\s*(?:#.*)?$/gm)].map(([, command = '']) => command);
}

/** The reference store's migrations on a SQLite file of its own. */
async function store(): Promise<Project> {
  const migrations = Object.fromEntries(
    ['postgres', 'sqlite'].map((engine) => [engine, join(root, 'migrations', engine)]),
  );
  const gateway = { name: 'gateway', migrations, baseline: { version: 17, policy: 'reset' } };
  const config = { modules: [gateway], databases: { local: 'sqlite:gateway.db' } };
  return project({ 'lockstep.config.json': JSON.stringify(config) });
}

test('the upgrade, command by command: nothing is pending in the end', async () => {
  const here = await store();
  await here.run('migrate --to V21');
  const commands = commandsOf('upgrade');
  expect(commands).toHaveLength(7);
  const ended: string[] = [];
  for (const command of commands) {
    const output = await here.run(command);
    ended.push(`${command}: ${output.split('--- exit code ')[1]?.trim()}`);
    if (command.startsWith('migrate --category release'))
      expect(output).toContain('V24__drop_ledger_cost_cents');
  }
  expect(ended).toEqual(commands.map((command) => `${command}: 0`));
});

test('a reset: refused with its code, installed up to the head once the file is out of the way', async () => {
  const here = await store();
  await here.run('migrate');
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(join(here.folder, 'gateway.db'));
  database.exec(
    "UPDATE schema_migrations SET migration_name = 'V16__before' WHERE migration_name LIKE 'V17%'",
  );
  database.close();
  const refused = await here.run('migrate');
  expect(refused).toContain('RESET_REQUIRED');
  expect(refused).toContain('--- exit code 4');
  await here.move('gateway.db', 'before.db');
  await here.run('migrate');
  expect(await here.run('status --exit-code --quiet')).toBe('--- exit code 0\n');
});

test('every lockstep command of the page is one that there is', () => {
  const named = [...page.matchAll(/`lockstep ([a-z]+)/g), ...page.matchAll(/^lockstep ([a-z]+)/gm)];
  expect(named.length).toBeGreaterThan(10);
  expect(named.map(([, command = '']) => command).filter((command) => !(command in commands))).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { expect, inject, test } from 'vitest';
import { config, type Files, pair, project } from '../cli/scenarios/project.ts';

const shop: Files = {
  ...config(),
  ...pair('V1__shop', 'CREATE TABLE owners (id integer NOT NULL PRIMARY KEY);\n'),
  ...pair(
    'V2__pets',
    'CREATE TABLE pets (id integer NOT NULL PRIMARY KEY, owner_id integer REFERENCES owners (id) ON DELETE SET NULL);\n',
  ),
};
const mistake = pair('V3__mistake', 'DELETE FROM owners;\n');

/** `lockstep rehearse` as a person and a program see it. */
export function describeCommand(): void {
  const line = (flags: string): string => `rehearse --scratch ${inject('postgresUrl')} ${flags}`;

  test('nothing found ends with 0; a finding with 3, its place and the header that declares it', async () => {
    const it = await project(shop);
    expect(await it.json(line('--rows 3'))).toMatchObject({
      exitCode: 0,
      document: {
        verdict: 'passed',
        rowsPerTable: 3,
        modules: [{ module: 'app', findings: [], notCovered: [] }],
      },
    });
    for (const [file, text] of Object.entries(mistake)) await it.write(file, text);
    const said = await it.run(line('--rows 5'));
    expect(said).toContain('✗ V3  value-nulled  PostgreSQL  migrations/postgres/V3__mistake.sql:1');
    expect(said).toContain('ON DELETE SET NULL fired when rows of owners went');
    expect(said).toContain('-- lockstep: changes=pets.owner_id "reason"');
    for (const [file, text] of Object.entries(mistake)) {
      await it.write(file, `-- lockstep: changes=pets.owner_id "nobody owns them now"\n${text}`);
    }
    expect(await it.json(line('--rows 5'))).toMatchObject({ exitCode: 0 });
  });

  test('--from takes a git reference or a folder; whatever is neither, and no number of rows, is USAGE', async () => {
    const it = await project(shop);
    const git = (...args: readonly string[]): unknown =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
        cwd: it.folder,
      });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    for (const [file, text] of Object.entries(mistake)) await it.write(file, text);
    const found = { exitCode: 3, document: { modules: [{ steps: [{ step: 'V3', rows: { sqlite: 6 } }] }] } };
    expect(await it.json(line('--rows 3 --from HEAD'))).toMatchObject(found);
    git('worktree', 'add', '-q', 'copy', 'HEAD');
    expect(await it.json(line('--rows 3 --from copy'))).toMatchObject(found);
    expect(await it.json(line('--from nothing'))).toMatchObject({
      exitCode: 2,
      document: { error: { code: 'USAGE' } },
    });
    expect(await it.json(line('--rows many'))).toMatchObject({
      exitCode: 2,
      document: { error: { code: 'USAGE' } },
    });
  });
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { unchangedDocuments } from '../../../src/check/documents/unchanged-documents.ts';
import { moduleFolder } from '../../files/module-folder.ts';

let folder = '';
const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
};
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
const unchanged = async (
  documents: readonly string[],
  ref = 'HEAD',
  from = folder,
): Promise<readonly string[]> => [...(await unchangedDocuments(ref, from, documents))];

beforeAll(() => {
  folder = moduleFolder({
    'a.md': 'a\n',
    'b.md': 'b\n',
    'docs/with space.md': 'c\n',
    '.gitattributes': '*.md text\n',
  });
  mkdirSync(join(folder, 'packages', 'store'), { recursive: true });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'base');
  git('tag', 'base');
});

describe('a document is as the reference has it', () => {
  test('where nobody touched it, each asked for once; none where none is asked for', async () => {
    expect(await unchanged(['a.md', 'docs/with space.md', 'a.md'])).toEqual(['a.md', 'docs/with space.md']);
    expect(await unchanged([])).toEqual([]);
  });

  test('as seen from a folder below the top', async () => {
    const documents = ['../../a.md', '../../docs/with space.md'];
    expect(await unchanged(documents, 'HEAD', join(folder, 'packages', 'store'))).toEqual(documents);
  });

  test('when an edit was taken back, and where only its line ends are other ones in the working tree', async () => {
    write('a.md', 'edited\n');
    git('commit', '-qam', 'edited');
    write('a.md', 'a\r\n');
    expect(await unchanged(['a.md'], 'base')).toEqual(['a.md']);
    expect(await unchanged(['a.md'])).toEqual([]);
    git('reset', '-q', '--hard', 'base');
  });
});

describe('it is not', () => {
  test('once it is edited, in the working tree, in the index or in a commit', async () => {
    write('a.md', 'edited\n');
    expect(await unchanged(['a.md', 'b.md'], 'base')).toEqual(['b.md']);
    git('add', '.');
    expect(await unchanged(['a.md', 'b.md'], 'base')).toEqual(['b.md']);
    git('commit', '-qm', 'edited');
    expect(await unchanged(['a.md', 'b.md'], 'base')).toEqual(['b.md']);
    git('reset', '-q', '--hard', 'base');
  });

  test('when it is new, tracked or not', async () => {
    write('new.md', 'new\n');
    expect(await unchanged(['new.md', 'a.md'])).toEqual(['a.md']);
    git('add', '.');
    expect(await unchanged(['new.md', 'a.md'])).toEqual(['a.md']);
    git('reset', '-q', '--hard', 'base');
  });
});

describe('USAGE, not silence', () => {
  test.each([
    ['a reference that git does not know', 'nowhere', 'a.md'],
    ['a reference that looks like a flag', '--all', 'a.md'],
  ])('%s', async (_, ref, document) => {
    await expect(unchanged([document], ref)).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('a document outside of the repository', async () => {
    const away = join(moduleFolder({ 'away.md': 'a\n' }), 'away.md');
    await expect(unchanged([relative(folder, away)])).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('no repository at all', async () => {
    const alone = moduleFolder({ 'a.md': 'a\n' });
    await expect(unchanged(['a.md'], 'HEAD', alone)).rejects.toMatchObject({ code: 'USAGE' });
    rmSync(alone, { recursive: true });
  });
});

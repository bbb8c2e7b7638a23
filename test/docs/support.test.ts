import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOfNobody } from '../../scripts/matrix/suites.ts';

const root = join(import.meta.dirname, '..', '..');
const workflow = readFileSync(join(root, '.github', 'workflows', 'ci.yml'), 'utf8');
const page = readFileSync(join(root, 'docs', 'support.md'), 'utf8');

const systems: Readonly<Record<string, string>> = {
  'ubuntu-latest': 'Linux',
  'macos-latest': 'macOS',
  'windows-latest': 'Windows',
};

/** `driver, PostgreSQL major or –, system, Node` for every box that a job's matrix makes. */
function cellsOfWorkflow(): readonly string[] {
  const matrices = workflow.split(/^ {6}matrix:$/m).slice(1);
  return matrices.flatMap((text) => {
    const list = (key: string): readonly string[] =>
      new RegExp(`^ {8}${key}: \\[(.*)\\]$`, 'm').exec(text.split(/^ {4}\w/m)[0] ?? '')?.[1]?.split(', ') ??
      [];
    const majors = list('postgres').length === 0 ? ['–'] : list('postgres');
    return list('driver').flatMap((driver) =>
      majors.flatMap((major) =>
        list('os').flatMap((os) =>
          list('node').map((node) => `${driver}, ${major}, ${systems[os] ?? os}, Node ${node}`),
        ),
      ),
    );
  });
}

interface PageCell {
  readonly cell: string;
  readonly says: string;
}

/** The rows of the table whose head ends in the Node versions. */
function cellsOfPage(): readonly PageCell[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => /^\| Driver .*\| Node \d+ /.test(line));
  const nodes = partsOf(lines[start] ?? '').slice(3);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).flatMap((line) => {
    const [driver = '', major = '', system = '', ...boxes] = partsOf(line);
    return boxes.map((says, index) => ({
      cell: `${driver.replaceAll('`', '')}, ${major}, ${system}, ${nodes[index]}`,
      says,
    }));
  });
}

function partsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((part) => part.trim());
}

test('the page lists every box of the workflow, and no other', () => {
  const cells = cellsOfPage().map(({ cell }) => cell);
  expect(cells.length).toBeGreaterThan(40);
  expect([...cells].sort()).toEqual([...cellsOfWorkflow()].sort());
});

test('every box is run or only configured', () => {
  expect(cellsOfPage().filter(({ says }) => !/^(run|configured)$/.test(says))).toEqual([]);
});

test('every test file runs in some box', () => {
  expect(filesOfNobody(root)).toEqual([]);
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A part of a source file, from the line that has one text to the next line that is the other. */
interface Excerpt {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const one = 'src/gateway/repositories';

/** What docs/repositories.md shows of the providers, the smallest aggregate that has everything. */
const excerpts: Readonly<Record<string, Excerpt>> = {
  port: { file: 'src/gateway/domain/providers.ts', from: 'export interface ProviderRepository', to: '}' },
  operations: {
    file: 'src/gateway/domain/providers.ts',
    from: 'export const providerOperations',
    to: '};',
  },
  'on PostgreSQL': { file: `${one}/postgres/providers.ts`, from: 'async activateCredential', to: '    },' },
  'on SQLite': { file: `${one}/sqlite/providers.ts`, from: 'async activateCredential', to: '    },' },
  suite: {
    file: 'test/gateway/conformance/providers.test.ts',
    from: "test('a search finds",
    to: '  });',
  },
};

/** Returns the excerpts as fenced blocks, each with the path that it is from. Throws where a text is not in its file. */
export async function repositoryExcerpts(): Promise<Readonly<Record<string, string>>> {
  const parts = Object.entries(excerpts).map(async ([name, excerpt]) => [name, await readExcerpt(excerpt)]);
  return Object.fromEntries(await Promise.all(parts)) as Readonly<Record<string, string>>;
}

async function readExcerpt({ file, from, to }: Excerpt): Promise<string> {
  const lines = (await readFile(join(import.meta.dirname, '..', file), 'utf8')).split('\n');
  const first = lines.findIndex((line) => line.includes(from));
  const last = lines.findIndex((line, index) => index > first && line === to);
  if (first < 0 || last < 0) throw new Error(`${file} has no part from "${from}" to "${to}"`);
  const part = lines.slice(first, last + 1);
  const indent = /^ */.exec(part[0] ?? '')?.[0].length ?? 0;
  return ['```ts', `// ${file}`, ...part.map((line) => line.slice(indent)), '```'].join('\n');
}

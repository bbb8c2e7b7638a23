import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { LockstepError } from '../../index.ts';
import { type SeedFile, seedFileSchema } from './seed-file.ts';

/**
 * Returns what a declarative file says; YAML, of which JSON is a part. Throws CONFIG_INVALID where it cannot be read or is
 * wrong, with every mistake at once: where it stands and what was expected.
 */
export async function readSeedFile(path: string): Promise<SeedFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw invalid(path, [`cannot be read (${(error as NodeJS.ErrnoException).code})`], error);
  }
  const document = parseDocument(text);
  if (document.errors.length > 0)
    throw invalid(
      path,
      document.errors.map(({ message }) => message.trim()),
    );
  // An empty file says nothing, and nothing is seeded.
  const result = seedFileSchema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  throw invalid(
    path,
    result.error.issues.map((issue) => `${pathText(issue.path)}: ${issue.message}`),
  );
}

/** As a reader of the file would say it: `models[0].prices[1].from`. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

function invalid(path: string, mistakes: readonly string[], cause?: unknown): LockstepError {
  return new LockstepError('CONFIG_INVALID', `GATEWAY_CONFIG: ${path}: ${mistakes.join('\n')}`, {
    hint: 'Mend the file; examples/gateway-config.yaml shows every key. Or start with --no-seed-config.',
    details: { file: path, mistakes },
    ...(cause === undefined ? {} : { cause }),
  });
}

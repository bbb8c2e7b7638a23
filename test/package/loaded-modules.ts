import { spawnSync } from 'node:child_process';

const script = `
  const { registerHooks } = await import('node:module');
  const { pathToFileURL } = await import('node:url');
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  const entry = await import(process.argv[1].startsWith('/') ? pathToFileURL(process.argv[1]).href : process.argv[1]);
  console.log(JSON.stringify({ loaded, names: Object.keys(entry) }));`;

/** What an import brings into a process. */
export interface Loaded {
  /** URLs of all modules: files, and `node:` ones. */
  readonly loaded: readonly string[];
  /** The values that the entry exports. */
  readonly names: readonly string[];
}

/** Returns what importing `entry` (an absolute path, or a package of the folder) loads. Throws where that fails. */
export function loadedModules(entry: string, folder: string): Loaded {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, entry],
    { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Loaded;
}

/** Returns those of the modules that the public entry must not load: packages, drivers, commands. */
export function heavyModules({ loaded }: Loaded): readonly string[] {
  return loaded
    .filter((url) => url.startsWith('file:'))
    .map((url) => url.replace(/^.*\/src\//, ''))
    .filter((path) => path.startsWith('file:') || /^(cli|check)\/|^drivers\/.+\/|parse-postgres/.test(path));
}

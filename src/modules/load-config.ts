import { accessSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LockstepError } from '../core/errors.ts';
import { redact } from '../core/redact.ts';
import type { Config } from './config.ts';
import { parseJson } from './parse-json.ts';
import { placeInStack } from './place-in-stack.ts';
import { validateConfig } from './validate-config.ts';

/** A configuration with where it was found: its relative paths start at `folder`. */
export interface LoadedConfig {
  readonly config: Config;
  readonly file: string;
  readonly folder: string;
}

/** The names under which a configuration is looked for. Only one of them may stand in a folder. */
export const configFiles: readonly string[] = [
  'lockstep.config.ts',
  'lockstep.config.js',
  'lockstep.config.mjs',
  'lockstep.config.json',
];

/**
 * Returns the configuration of the named file, else of the working folder. Throws CONFIG_INVALID where there is none
 * or more than one, and where it cannot be read or is wrong.
 */
export async function loadConfig(options: {
  readonly cwd: string;
  readonly file?: string;
}): Promise<LoadedConfig> {
  const file = options.file === undefined ? findConfig(options.cwd) : resolve(options.cwd, options.file);
  const value = extname(file) === '.json' ? readJson(file) : await importDefault(file);
  const folder = dirname(file);
  return { config: validateConfig(value, basename(file), folder), file, folder };
}

function findConfig(cwd: string): string {
  const names = readdirSync(cwd);
  const found = configFiles.filter((name) => names.includes(name));
  if (found.length === 1) return resolve(cwd, found[0]!);
  if (found.length === 0) {
    const above = findAbove(cwd);
    throw new LockstepError(
      'CONFIG_INVALID',
      `There is no configuration (${configFiles.join(', ')}) in ${cwd}.`,
      {
        hint:
          above === null
            ? 'Run lockstep init to write one, or name a file with --config.'
            : `Run it in ${dirname(above)}, or with --config ${relative(cwd, above)}.`,
        details: { folder: cwd, expected: configFiles },
      },
    );
  }
  throw new LockstepError(
    'CONFIG_INVALID',
    `There is more than one configuration in ${cwd}: ${found.join(', ')}.`,
    {
      hint: 'Keep one of them, or name it with --config.',
      details: { folder: cwd, found },
    },
  );
}

/** Whoever stands in a folder below the project's is told so; a configuration there is never taken by itself. */
function findAbove(cwd: string): string | null {
  for (let folder = dirname(cwd); folder !== dirname(folder); folder = dirname(folder)) {
    const found = configFiles.find((name) => existsSync(join(folder, name)));
    if (found !== undefined) return join(folder, found);
  }
  return null;
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
  return parseJson(text, file);
}

/** Node strips the types of a .ts file itself. */
async function importDefault(file: string): Promise<unknown> {
  if (!configFiles.some((name) => extname(name) === extname(file))) {
    throw new LockstepError('CONFIG_INVALID', `${file} is no configuration file.`, {
      hint: 'Name a .ts, .js, .mjs or .json file.',
      details: { file },
    });
  }
  const url = pathToFileURL(file).href;
  const hooks = helpImport(url);
  try {
    accessSync(file);
    const module = (await import(url)) as { readonly default?: unknown };
    return module.default;
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    hooks.deregister();
  }
}

/**
 * Lets a configuration import `lockstep` where the package is not installed beside it (npx, a global install, a
 * folder that has just been made), and takes a .ts file as a module without a warning about package.json.
 */
function helpImport(url: string): { deregister(): void } {
  const self = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href;
  // Not loaded for a JSON file, which is read as it is.
  return process.getBuiltinModule('node:module').registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'lockstep' && context.parentURL === url) {
        try {
          return next(specifier, context);
        } catch {
          return {
            url: self,
            format: self.endsWith('.ts') ? 'module-typescript' : 'module',
            shortCircuit: true,
          };
        }
      }
      const resolved = next(specifier, context);
      return resolved.url === url && url.endsWith('.ts')
        ? { ...resolved, format: 'module-typescript' }
        : resolved;
    },
  });
}

function unreadable(file: string, cause: unknown): LockstepError {
  const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  const reason = redact(cause instanceof Error ? cause.message : String(cause));
  const place = placeInStack(cause, file);
  const where =
    place === null ? file : [file, place.line, place.column].filter((part) => part !== null).join(':');
  const message = isMissing
    ? `There is no configuration file ${file}.`
    : `${where} cannot be loaded: ${reason}`;
  return new LockstepError('CONFIG_INVALID', message, {
    hint: isMissing
      ? 'Check --config, or run lockstep init.'
      : 'Mend the file; it must export a configuration as default.',
    details: { file, ...place },
    cause,
  });
}

import { didYouMean } from '../core/did-you-mean.ts';
import type { Engine } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import type { Config, ModuleConfig } from './config.ts';

/**
 * Returns the modules of these names in configuration order; all of them where `names` is empty or holds `all`. Throws
 * CONFIG_INVALID for an unknown name, and for a named module that exists on none of `engines`.
 */
export function selectModules(
  config: Config,
  names: readonly string[],
  engines?: readonly Engine[],
): readonly ModuleConfig[] {
  if (names.length === 0 || names.includes('all')) return config.modules;
  const known = config.modules.map((module) => module.name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const message = `The module "${name}" is not in the configuration.${didYouMean(name, known)}`;
    throw new LockstepError('CONFIG_INVALID', message, {
      hint: `Name one of ${known.join(', ')}, or all.`,
      details: { key: '--module', modules: known },
    });
  }
  const selected = config.modules.filter((module) => names.includes(module.name));
  for (const module of selected) {
    if (engines === undefined || engines.some((engine) => module.migrations[engine] !== null)) continue;
    const message = `The module "${module.name}" does not exist on ${[...new Set(engines)].join(' and ')}.`;
    throw new LockstepError('CONFIG_INVALID', message, {
      hint: 'Leave out --module, or name a database of the other engine.',
      details: { key: '--module', module: module.name, engines: [...new Set(engines)] },
    });
  }
  return selected;
}

import { LockstepError } from '../../index.ts';
import type { ConfigurationFlags, GatewayConfiguration } from './configuration.ts';
import { environmentSchema, type Variable, type VariableName, variables } from './variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the configuration of an environment, a flag before its variable. Throws CONFIG_INVALID with every mistake at
 * once: the variable, what was found (never a secret) and what was expected.
 */
export function readConfiguration(env: Environment, flags: ConfigurationFlags = {}): GatewayConfiguration {
  const result = environmentSchema.safeParse(env);
  if (!result.success) {
    const names = new Set(result.error.issues.map(({ path }) => path[0] as VariableName));
    throw invalid([...names].map((name) => describeMistake(name, env[name])));
  }
  const read = result.data;
  return {
    databaseUrl: read.GATEWAY_DATABASE_URL,
    host: read.GATEWAY_HOST,
    port: read.GATEWAY_PORT,
    runMigrations: flags.runMigrations ?? read.GATEWAY_RUN_MIGRATIONS,
    seedConfig: flags.seedConfig ?? read.GATEWAY_SEED_CONFIG,
    configFile: read.GATEWAY_CONFIG,
    adminToken: read.GATEWAY_ADMIN_TOKEN,
    onNewer: read.GATEWAY_ON_NEWER,
    migrateCommand: read.GATEWAY_MIGRATE_COMMAND ?? ownCommand(env),
  };
}

/** Returns the variables that look like the gateway's and are not: probably misspelt. Empty where there is none. */
export function unknownVariables(env: Environment): readonly string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('GATEWAY_') && !Object.hasOwn(variables, name))
    .toSorted();
}

/** npm says which script it runs: whoever started the gateway by `npm run gateway` has no other name for it. */
function ownCommand({ npm_lifecycle_event: script }: Environment): string {
  return script === 'gateway' ? 'npm run gateway -- migrate --apply' : 'gateway migrate --apply';
}

interface Mistake {
  readonly variable: VariableName;
  readonly message: string;
}

function describeMistake(name: VariableName, value: string | undefined): Mistake {
  const { expected, secret }: Variable = variables[name];
  const found =
    value === undefined
      ? 'is not set'
      : value === ''
        ? 'is empty'
        : secret
          ? 'is wrong'
          : `is ${JSON.stringify(value)}`;
  // Kubernetes gives every pod the address of each service as variables, and a service may be called gateway.
  const origin =
    name === 'GATEWAY_PORT' && value?.startsWith('tcp://')
      ? '. Kubernetes sets it for a service called gateway: set enableServiceLinks: false in the pod'
      : '';
  return { variable: name, message: `${name} ${found}; expected ${expected}${origin}` };
}

function invalid(mistakes: readonly Mistake[]): LockstepError {
  return new LockstepError('CONFIG_INVALID', mistakes.map(({ message }) => message).join('\n'), {
    hint: 'Set the variables named above; gateway serve --help lists all of them.',
    details: { mistakes },
  });
}

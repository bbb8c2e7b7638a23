import { z } from 'zod';

/** One variable of the gateway's environment. */
export interface Variable {
  /** What a right value looks like, for the message about a wrong one and for `--help`. */
  readonly expected: string;
  /** What holds where it is absent, for `--help`; null where it is required. */
  readonly otherwise: string | null;
  /** Never printed: it may hold a password or a token. */
  readonly secret: boolean;
}

/** Every variable that the gateway reads, in the order in which `--help` and docs/deploying.md list them. */
export const variables = {
  GATEWAY_DATABASE_URL: {
    expected: 'an address: postgres://…, sqlite:PATH, file:PATH, libsql://…, http(s)://… or ws(s)://…',
    otherwise: null,
    secret: true,
  },
  GATEWAY_HOST: { expected: 'a host name or an IP address', otherwise: '127.0.0.1', secret: false },
  GATEWAY_PORT: {
    expected: 'a port from 0 to 65535; 0 takes a free one and prints it',
    otherwise: '8080',
    secret: false,
  },
  GATEWAY_RUN_MIGRATIONS: {
    expected: 'true, false, 1, 0, on or off; off starts in verify mode',
    otherwise: 'on',
    secret: false,
  },
  GATEWAY_SEED_CONFIG: { expected: 'true, false, 1, 0, on or off', otherwise: 'on', secret: false },
  GATEWAY_CONFIG: {
    expected: 'the path of the declarative file, .yaml, .yml or .json',
    otherwise: 'nothing is seeded',
    secret: false,
  },
  GATEWAY_ADMIN_TOKEN: {
    expected: '16 or more characters without blanks',
    otherwise: 'the admin API is off',
    secret: true,
  },
  GATEWAY_ON_NEWER: {
    expected: 'refuse or warn',
    otherwise: 'refuse',
    secret: false,
  },
  GATEWAY_MIGRATE_COMMAND: {
    expected: 'what an operator runs to apply everything pending, as MANUAL_PENDING tells it: one line',
    otherwise: 'gateway migrate --apply; npm run gateway -- migrate --apply where npm started it',
    secret: false,
  },
} as const satisfies Readonly<Record<string, Variable>>;

/** The name of a variable that the gateway reads. */
export type VariableName = keyof typeof variables;

const flag = z
  .string()
  .regex(/^(true|false|1|0|on|off)$/i)
  .transform((text) => /^(true|1|on)$/i.test(text));

/** How each variable is read; an absent one has its default, an empty one is a mistake. */
export const environmentSchema = z.object({
  GATEWAY_DATABASE_URL: z
    .string()
    .regex(/^(postgres(ql)?:\/\/|libsql:\/\/|https?:\/\/|wss?:\/\/|(sqlite|file):)./i),
  GATEWAY_HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default('127.0.0.1'),
  GATEWAY_PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(65_535))
    .default(8080),
  GATEWAY_RUN_MIGRATIONS: flag.default(true),
  GATEWAY_SEED_CONFIG: flag.default(true),
  GATEWAY_CONFIG: z
    .string()
    .regex(/\.(ya?ml|json)$/i)
    .nullable()
    .default(null),
  GATEWAY_ADMIN_TOKEN: z
    .string()
    .regex(/^\S{16,}$/)
    .nullable()
    .default(null),
  GATEWAY_ON_NEWER: z.enum(['refuse', 'warn']).default('refuse'),
  GATEWAY_MIGRATE_COMMAND: z
    .string()
    .regex(/^\P{Cc}*[^\p{Cc}\s]\P{Cc}*$/u)
    .nullable()
    .default(null),
} satisfies Record<VariableName, z.ZodType>);

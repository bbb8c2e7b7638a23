import type {
  Difference,
  DifferenceKind,
  DifferenceSide,
  NotCompared,
  Severity,
} from '../../../src/parity/difference.ts';
import type { ModuleParity, ParityReport, VersionParity } from '../../../src/parity/report.ts';

interface Given {
  readonly severity?: Severity;
  readonly message?: string;
  readonly postgres?: string | null;
  readonly sqlite?: string | null;
  readonly since?: string | null;
}

/** A difference of a table; its id as the comparison makes it. */
export function difference(
  kind: DifferenceKind,
  lacking: 'postgres' | 'sqlite' | 'both',
  object: string,
  { severity = 'error', message = `${object} differs`, postgres = null, sqlite = null, since = 'V19' }: Given,
): Difference {
  const side = (ddl: string | null): DifferenceSide | null => (ddl === null ? null : { value: ddl, ddl });
  const place = (engine: string, line: number): Difference['files']['postgres'] => ({
    step: since ?? 'V17',
    file: `migrations/${engine}/${since === 'V19' ? 'V19__service_accounts' : 'V17__baseline'}.sql`,
    line,
  });
  return {
    id: `${kind}:${lacking}:${object}`,
    kind,
    severity,
    object,
    table: kind === 'view' ? null : (object.split(/[.(]/)[0] ?? object),
    message,
    postgres: side(postgres),
    sqlite: side(sqlite),
    since,
    files: {
      postgres: postgres === null ? null : place('postgres', 41),
      sqlite: sqlite === null ? null : place('sqlite', 38),
    },
  };
}

export const missingIndex: Difference = difference('index', 'sqlite', 'request_logs(owner_id,occurred_at)', {
  message:
    'SQLite lacks the index: a query by owner and time is quick on PostgreSQL and reads the whole table on SQLite.',
  postgres:
    'CREATE INDEX request_logs_owner_idx ON public.request_logs USING btree (owner_id, occurred_at DESC)',
});

export const onDelete: Difference = difference('on-delete', 'both', 'api_keys(user_id)->users(id)', {
  message: 'Deleting a user sets the column to NULL on PostgreSQL and is refused on SQLite.',
  postgres: 'FOREIGN KEY (user_id) REFERENCES users(id) ON UPDATE RESTRICT ON DELETE SET NULL',
  sqlite: 'FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE NO ACTION ON UPDATE RESTRICT',
  since: 'V17',
});

export const trigger: Difference = difference('trigger', 'sqlite', 'audit_log.before-delete', {
  message: 'PostgreSQL refuses to delete from audit_log; SQLite has no such trigger and deletes.',
  postgres: `CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change()

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$`,
  since: 'V17',
});

const wrongDefault = difference('default', 'both', 'models.is_enabled', {
  message: 'A new model is enabled on PostgreSQL and disabled on SQLite.',
  postgres: 'is_enabled boolean DEFAULT true NOT NULL',
  sqlite: 'is_enabled INTEGER NOT NULL DEFAULT 0 CHECK (is_enabled IN (0, 1))',
});

const nullableKey = difference('nullable-key', 'sqlite', 'teams(id)', {
  severity: 'warning',
  message: 'SQLite takes a NULL as primary key: the column has no NOT NULL.',
  postgres: 'id uuid PRIMARY KEY NOT NULL',
  sqlite: 'id TEXT PRIMARY KEY',
  since: 'V17',
});

const encodings: readonly Difference[] = ['created_at', 'updated_at', 'occurred_at'].map((column) =>
  difference('encoding', 'both', `usage_ledger.${column}`, {
    severity: 'info',
    message: 'timestamp with time zone opposite to INTEGER: milliseconds since 1970.',
    postgres: `${column} timestamp with time zone NOT NULL`,
    sqlite: `${column} INTEGER NOT NULL`,
    since: 'V17',
  }),
);

const accepted = difference('trigger', 'sqlite', 'usage_ledger.before-truncate', {
  postgres: 'CREATE TRIGGER usage_ledger_no_truncate BEFORE TRUNCATE ON usage_ledger',
  message: 'SQLite lacks the trigger.',
});

const notCompared: readonly NotCompared[] = [
  ...['refuse_change', 'touch_updated_at', 'now_ms', 'slug_of'].map(
    (name): NotCompared => ({
      side: 'postgres',
      kind: 'function',
      name,
      reason: 'SQLite has no functions in SQL',
    }),
  ),
  { side: 'sqlite', kind: 'virtual table', name: 'models_search', reason: 'PostgreSQL has nothing like it' },
];

const tables =
  `api_keys audit_log budgets grants invitations memberships model_aliases models prices providers
request_logs request_tags routes sessions teams usage_ledger users`.split(/\s+/);

function version(step: string, name: string, more: Partial<VersionParity> = {}): VersionParity {
  return { step, name: `${step}__${name}`, appeared: [], settled: [], errors: 0, warnings: 1, ...more };
}

const wayside = difference('column', 'sqlite', 'routes.weight', {
  message: 'SQLite lacks the column.',
  postgres: 'weight integer DEFAULT 1 NOT NULL',
  since: 'V18',
});

/** A module with everything that a report can hold. */
export const gateway: ModuleParity = {
  module: 'gateway',
  engines: { postgres: 'PostgreSQL 18.4', sqlite: 'SQLite 3.53.0' },
  tables,
  head: 'V24',
  versions: [
    version('V17', 'baseline', { appeared: [onDelete, trigger, nullableKey, ...encodings], errors: 2 }),
    version('V18', 'route_weights', { appeared: [wayside], errors: 3 }),
    version('V19', 'service_accounts', {
      appeared: [missingIndex, wrongDefault],
      settled: [wayside.id],
      errors: 4,
    }),
    ...['V20', 'V21', 'V22', 'V24'].map((step) => version(step, 'more', { errors: 4 })),
  ],
  firstDiverged: 'V17',
  differences: [onDelete, missingIndex, wrongDefault, trigger, wayside, nullableKey, ...encodings],
  accepted: [
    {
      difference: accepted,
      exception: {
        id: accepted.id,
        postgres: 'before truncate',
        sqlite: null,
        reason: 'SQLite has no TRUNCATE that could be refused',
      },
    },
  ],
  staleExceptions: [
    {
      exception: {
        id: 'check:sqlite:budgets(soft_limit)',
        postgres: 'soft_limit<=hard_limit',
        sqlite: null,
        reason: 'the application checks it',
        standsFor: 'trigger:postgres:budgets',
      },
      reason: 'Both sides have the check now.',
    },
  ],
  notCompared,
  paths: [
    { engine: 'postgres', path: 'stopped behind V18 without data steps, then the rest', differences: [] },
    {
      engine: 'sqlite',
      path: 'stopped behind V18 without data steps, then the rest',
      differences: [
        {
          kind: 'index',
          object: 'prices(model_id)',
          table: 'prices',
          message: 'The index prices_model_idx is missing.',
          expected: 'CREATE INDEX prices_model_idx ON prices (model_id)',
          found: null,
        },
      ],
    },
  ],
};

/** A module in parity, only the head looked at. */
export const billing: ModuleParity = {
  module: 'billing',
  engines: gateway.engines,
  tables: ['invoices', 'invoice_lines'],
  head: 'V3',
  versions: [],
  firstDiverged: null,
  differences: [],
  accepted: [],
  staleExceptions: [],
  notCompared: [],
  paths: [],
};

/** Two live databases that are alike but for the differences given. */
export function live(...differences: readonly Difference[]): ModuleParity {
  return { ...billing, module: null, head: null, differences };
}

/** A report of these modules; it differs where one has an error or a stale exception. */
export function parityOf(...modules: readonly ModuleParity[]): ParityReport {
  const differs = modules.some(
    ({ differences, staleExceptions, paths }) =>
      staleExceptions.length > 0 ||
      paths.some((path) => path.differences.length > 0) ||
      differences.some(({ severity }) => severity === 'error'),
  );
  return { verdict: differs ? 'differs' : 'parity', strict: false, modules };
}

export const rich: ParityReport = parityOf(gateway, billing);

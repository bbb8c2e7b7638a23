import type { Json, Row, Rows } from './rows.ts';

/** A UUID that says what it stands for by its number. */
export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function at(day: number, time = '00:00:00.000'): Date {
  return new Date(`2025-01-${String(day).padStart(2, '0')}T${time}Z`);
}

function json(value: unknown): Json {
  return { json: value };
}

const hash = (letter: string): string => letter.repeat(64);
const made = { created_at: at(1, '08:00:00.001'), updated_at: at(2, '09:30:00.999') };

type IdName =
  | 'ada'
  | 'bob'
  | 'team'
  | 'otherTeam'
  | 'provider'
  | 'model'
  | 'otherModel'
  | 'price'
  | 'route'
  | 'otherRoute'
  | 'userKey'
  | 'teamKey'
  | 'request'
  | 'backwardRequest'
  | 'runningRequest'
  | 'line'
  | 'serviceAccount';

/** The largest amount of cents that has its worth in micros. */
export const mostCents = 900_719_925_474;

export const ids: Readonly<Record<IdName, string>> = {
  ada: uuid(1),
  bob: uuid(2),
  team: uuid(11),
  otherTeam: uuid(12),
  provider: uuid(21),
  model: uuid(31),
  otherModel: uuid(32),
  price: uuid(41),
  route: uuid(51),
  otherRoute: uuid(52),
  userKey: uuid(61),
  teamKey: uuid(62),
  request: uuid(71),
  backwardRequest: uuid(72),
  runningRequest: uuid(73),
  line: uuid(81),
  serviceAccount: uuid(91),
};

/** Rows in every table of V17, with children wherever a later version rebuilds or drops the parent. */
export const baselineRows: Rows = [
  [
    'users',
    [
      {
        id: ids.ada,
        email: 'Ada@example.org',
        display_name: 'Ada Łovelace 🦉',
        password_hash: null,
        role: 'admin',
        status: 'active',
        last_login_at: at(3),
        ...made,
      },
      {
        id: ids.bob,
        email: 'bob@example.org',
        display_name: 'Bob',
        password_hash: 'x',
        role: 'member',
        status: 'suspended',
        last_login_at: null,
        ...made,
      },
    ],
  ],
  [
    'user_identities',
    [{ issuer: 'https://id.example.org', subject: 'ada', user_id: ids.ada, created_at: at(1) }],
  ],
  [
    'sessions',
    [
      {
        id: uuid(101),
        user_id: ids.ada,
        token_hash: hash('a'),
        ip_address: '::1',
        user_agent: '',
        created_at: at(1),
        last_seen_at: at(2),
        expires_at: at(9),
      },
    ],
  ],
  [
    'teams',
    [
      { id: ids.team, slug: 'research', name: 'Research', status: 'active', ...made },
      { id: ids.otherTeam, slug: 'sales', name: 'Sales', status: 'active', ...made },
    ],
  ],
  [
    'memberships',
    [
      { team_id: ids.team, user_id: ids.ada, role: 'owner', created_at: at(1) },
      { team_id: ids.team, user_id: ids.bob, role: 'member', created_at: at(1) },
    ],
  ],
  [
    'invitations',
    [
      {
        id: uuid(111),
        team_id: ids.team,
        email: 'eve@example.org',
        role: 'member',
        token_hash: hash('b'),
        invited_by: ids.ada,
        created_at: at(1),
        expires_at: at(8),
        accepted_at: null,
        revoked_at: at(2),
      },
      {
        id: uuid(112),
        team_id: ids.team,
        email: 'Eve@example.org',
        role: 'admin',
        token_hash: hash('c'),
        invited_by: null,
        created_at: at(2),
        expires_at: at(9),
        accepted_at: null,
        revoked_at: null,
      },
    ],
  ],
  ['retention_policies', [{ team_id: ids.team, log_days: 30, payload_days: 0, updated_at: at(1) }]],
  [
    'providers',
    [
      {
        id: ids.provider,
        slug: 'upstream',
        name: 'Upstream',
        kind: 'custom',
        base_url: 'https://llm.example.org',
        status: 'enabled',
        settings: json({ region: 'eu', nested: [1, 'two', null] }),
        ...made,
      },
    ],
  ],
  [
    'provider_credentials',
    [
      {
        id: uuid(121),
        provider_id: ids.provider,
        label: 'main',
        ciphertext: Buffer.from([0, 1, 254, 255]),
        key_version: 1_000_000,
        status: 'active',
        created_at: at(1),
        rotated_at: null,
      },
    ],
  ],
  [
    'models',
    [
      {
        id: ids.model,
        slug: 'small-1',
        name: 'Small 1',
        modality: 'chat',
        context_tokens: 128_000,
        max_output_tokens: null,
        capabilities: json(['tools']),
        status: 'available',
        ...made,
      },
      {
        id: ids.otherModel,
        slug: 'large-1',
        name: 'Large 1',
        modality: 'embedding',
        context_tokens: 1,
        max_output_tokens: 1_000_000_000,
        capabilities: json([]),
        status: 'retired',
        ...made,
      },
    ],
  ],
  ['model_aliases', [{ alias: 'default', model_id: ids.model, created_at: at(1) }]],
  [
    'model_prices',
    [
      {
        id: ids.price,
        model_id: ids.model,
        effective_from: at(1),
        input_micros_per_mtok: 150_000,
        cached_input_micros_per_mtok: 0,
        output_micros_per_mtok: 600_000,
        created_by: ids.ada,
        created_at: at(1),
      },
      {
        id: uuid(42),
        model_id: ids.model,
        effective_from: at(15),
        input_micros_per_mtok: Number.MAX_SAFE_INTEGER,
        cached_input_micros_per_mtok: 1,
        output_micros_per_mtok: 1,
        created_by: null,
        created_at: at(1),
      },
    ],
  ],
  [
    'routes',
    [
      {
        id: ids.route,
        model_id: ids.model,
        provider_id: ids.provider,
        upstream_model: 'small-1-2025',
        priority: 0,
        weight: 1000,
        compatibility_profile: 'openai',
        timeout_ms: 1,
        enabled: true,
        ...made,
      },
      {
        id: ids.otherRoute,
        model_id: ids.otherModel,
        provider_id: ids.provider,
        upstream_model: 'large-1',
        priority: 1000,
        weight: 0,
        compatibility_profile: 'native',
        timeout_ms: 3_600_000,
        enabled: false,
        ...made,
      },
    ],
  ],
  [
    'route_health',
    [
      {
        route_id: ids.route,
        circuit: 'open',
        consecutive_failures: 3,
        last_error: 'timeout',
        retry_at: at(5),
        updated_at: at(4),
      },
    ],
  ],
  [
    'api_keys',
    [
      {
        id: ids.userKey,
        name: 'laptop',
        key_prefix: 'gw_ada',
        key_hash: hash('d'),
        user_id: ids.ada,
        team_id: null,
        status: 'active',
        created_by: ids.ada,
        created_at: at(1),
        last_used_at: at(3),
        expires_at: at(31),
        revoked_at: null,
      },
      {
        id: ids.teamKey,
        name: 'batch',
        key_prefix: 'gw_res',
        key_hash: hash('e'),
        user_id: null,
        team_id: ids.team,
        status: 'revoked',
        created_by: null,
        created_at: at(1),
        last_used_at: null,
        expires_at: null,
        revoked_at: at(4),
      },
    ],
  ],
  [
    'api_key_limits',
    [
      { api_key_id: ids.userKey, span: 'minute', max_requests: 60, max_tokens: null },
      { api_key_id: ids.teamKey, span: 'day', max_requests: null, max_tokens: 0 },
    ],
  ],
  [
    'model_grants',
    [
      {
        id: uuid(131),
        model_id: ids.model,
        user_id: ids.bob,
        team_id: null,
        api_key_id: null,
        granted_by: ids.ada,
        created_at: at(1),
      },
      {
        id: uuid(132),
        model_id: ids.model,
        user_id: null,
        team_id: ids.team,
        api_key_id: null,
        granted_by: null,
        created_at: at(1),
      },
      {
        id: uuid(133),
        model_id: ids.model,
        user_id: null,
        team_id: null,
        api_key_id: ids.userKey,
        granted_by: null,
        created_at: at(1),
      },
    ],
  ],
  [
    'user_budgets',
    [
      {
        id: uuid(141),
        user_id: ids.ada,
        period: 'month',
        soft_limit_cents: 1,
        hard_limit_cents: mostCents,
        spent_cents: 12_345,
        period_started_at: at(1),
        ...made,
      },
      {
        id: uuid(142),
        user_id: ids.ada,
        period: 'day',
        soft_limit_cents: 0,
        hard_limit_cents: null,
        spent_cents: 0,
        period_started_at: at(6),
        ...made,
      },
    ],
  ],
  [
    'team_budgets',
    [
      {
        id: uuid(143),
        team_id: ids.team,
        period: 'month',
        soft_limit_cents: null,
        hard_limit_cents: 500_00,
        spent_cents: mostCents,
        period_started_at: at(1),
        ...made,
      },
    ],
  ],
  [
    'request_log',
    [
      request({
        id: ids.request,
        api_key_id: ids.userKey,
        user_id: ids.ada,
        route_id: ids.route,
        finished_at: at(5, '10:00:00.250'),
      }),
      // A clock was set back: V22 mends it.
      request({
        id: ids.backwardRequest,
        api_key_id: ids.teamKey,
        team_id: ids.team,
        streamed: true,
        finished_at: at(4),
      }),
      request({ id: ids.runningRequest, status: 'running', http_status: null, finished_at: null }),
    ],
  ],
  [
    'request_attempts',
    [
      {
        request_id: ids.request,
        attempt: 1,
        route_id: ids.otherRoute,
        outcome: 'timed_out',
        http_status: null,
        error_message: 'no answer',
        started_at: at(5),
        duration_ms: 0,
      },
      {
        request_id: ids.request,
        attempt: 2,
        route_id: ids.route,
        outcome: 'succeeded',
        http_status: 200,
        error_message: null,
        started_at: at(5),
        duration_ms: 250,
      },
    ],
  ],
  [
    'request_payloads',
    [
      {
        request_id: ids.request,
        request_body: json({ messages: ['hi'] }),
        response_body: json('text'),
        truncated: true,
        created_at: at(5),
      },
      {
        request_id: ids.backwardRequest,
        request_body: null,
        response_body: null,
        truncated: false,
        created_at: at(5),
      },
    ],
  ],
  [
    'request_tags',
    [
      { request_id: ids.request, name: 'project', value: 'π' },
      { request_id: ids.backwardRequest, name: 'project', value: '' },
    ],
  ],
  [
    'usage_ledger',
    [
      line({ id: ids.line, request_id: ids.request, user_id: ids.ada, cost_cents: 3, price_id: ids.price }),
      line({
        id: uuid(82),
        request_id: uuid(182),
        kind: 'adjustment',
        corrects_id: ids.line,
        user_id: ids.ada,
        input_tokens: -1_000,
        cost_cents: -2,
      }),
      line({
        id: uuid(83),
        request_id: uuid(183),
        api_key_id: ids.teamKey,
        team_id: ids.team,
        cost_cents: mostCents,
      }),
      line({
        id: uuid(84),
        request_id: uuid(184),
        api_key_id: ids.teamKey,
        team_id: ids.team,
        cost_cents: 0,
      }),
    ],
  ],
  [
    'audit_log',
    [
      {
        id: uuid(151),
        occurred_at: at(1),
        actor_type: 'user',
        actor_id: ids.ada,
        action: 'team.create',
        target_type: 'team',
        target_id: ids.team,
        ip_address: '127.0.0.1',
        details: json({}),
      },
      {
        id: uuid(152),
        occurred_at: at(1),
        actor_type: 'system',
        actor_id: null,
        action: 'purge',
        target_type: 'request_log',
        target_id: '',
        ip_address: null,
        details: json({ rows: 0 }),
      },
    ],
  ],
  // One of S001's settings, set by an operator: it stays.
  ['settings', [{ name: 'log.keep_days', value: json(14), updated_by: ids.ada, updated_at: at(7) }]],
  [
    'webhooks',
    [
      {
        id: uuid(161),
        team_id: ids.team,
        url: 'https://hook.example.org',
        secret_ciphertext: Buffer.from([]),
        events: json(['budget.soft']),
        enabled: false,
        created_by: ids.bob,
        ...made,
      },
    ],
  ],
  [
    'webhook_deliveries',
    [
      {
        id: uuid(171),
        webhook_id: uuid(161),
        event: 'budget.soft',
        payload: json({ a: 1 }),
        status: 'pending',
        attempts: 1,
        next_attempt_at: at(8),
        delivered_at: null,
        last_error: '502',
        created_at: at(7),
      },
    ],
  ],
];

/** Rows for the tables and columns that a version adds, written right after it. */
export const laterRows: Readonly<Record<string, Rows>> = {
  V18: [
    [
      'route_profile_rules',
      [
        { route_id: ids.route, parameter: 'logit_bias', action: 'drop', argument: null, created_at: at(10) },
        { route_id: ids.route, parameter: 'top_k', action: 'set', argument: json(40), created_at: at(10) },
      ],
    ],
  ],
  V19: [
    [
      'service_accounts',
      [
        {
          id: ids.serviceAccount,
          team_id: ids.otherTeam,
          name: 'nightly',
          description: null,
          status: 'active',
          created_by: ids.ada,
          ...made,
        },
      ],
    ],
    [
      'api_keys',
      [
        {
          id: uuid(63),
          name: 'nightly',
          key_prefix: 'gw_svc',
          key_hash: hash('f'),
          user_id: null,
          team_id: null,
          status: 'active',
          created_by: ids.ada,
          created_at: at(11),
          last_used_at: null,
          expires_at: null,
          revoked_at: null,
          service_account_id: ids.serviceAccount,
        },
      ],
    ],
  ],
  V21: [
    [
      'usage_ledger',
      [line({ id: uuid(85), request_id: uuid(185), user_id: ids.ada, cost_cents: 1, cost_micros: 4_200 })],
    ],
  ],
  // Posted by an old process after the backfill: V24 gives it its micros.
  DM001: [['usage_ledger', [line({ id: uuid(86), request_id: uuid(186), user_id: ids.ada, cost_cents: 7 })]]],
};

function request(given: Row): Row {
  return {
    api_key_id: null,
    user_id: null,
    team_id: null,
    model_id: ids.model,
    route_id: null,
    requested_model: 'default',
    status: 'succeeded',
    http_status: 200,
    error_code: null,
    streamed: false,
    input_tokens: 10,
    output_tokens: Number.MAX_SAFE_INTEGER,
    started_at: at(5, '10:00:00.000'),
    ...given,
  };
}

function line(given: Row): Row {
  return {
    kind: 'usage',
    corrects_id: null,
    api_key_id: ids.userKey,
    user_id: null,
    team_id: null,
    model_id: ids.model,
    price_id: null,
    input_tokens: 1_000,
    cached_input_tokens: 0,
    output_tokens: 20,
    occurred_at: at(5),
    posted_at: at(5, '10:00:01.000'),
    ...given,
  };
}

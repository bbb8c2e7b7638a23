import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../../src/gateway/commands/parse-command-line.ts';
import {
  readConfiguration,
  unknownVariables,
} from '../../../src/gateway/configuration/read-configuration.ts';
import { variables } from '../../../src/gateway/configuration/variables.ts';
import type { Store } from '../../../src/gateway/domain/store.ts';
import { createApp } from '../../../src/gateway/server/create-app.ts';
import { healthRoutes } from '../../../src/gateway/server/health-routes.ts';
import { createLog } from '../../../src/gateway/server/log.ts';
import { tempFolder } from '../../servers/temp-folder.ts';
import { composeServices, manifests, readText, readUnit, root, starts } from './examples.ts';

const served = healthRoutes(async () => {
  throw new Error('asks nothing');
}).routes.map(({ path }) => path);

test('the examples were read: six places start the gateway', () => {
  expect(starts.map(({ place }) => place)).toEqual([
    'compose migrate',
    'compose gateway',
    'kubernetes Job migrate',
    'kubernetes Deployment gateway',
    'systemd gateway.service',
    'systemd gateway-migrate.service',
  ]);
  expect(starts.flatMap(({ paths }) => paths)).toEqual(['/readyz', '/healthz', '/healthz', '/readyz']);
  expect(starts.flatMap(({ ports }) => ports)).toEqual([8080, 8080]);
});

describe.each(starts)('$place', ({ words, env, ports, paths }) => {
  test('asks for what the gateway can do', () => {
    const asked = parseCommandLine(words);
    expect(asked.kind).not.toBe('print');
    if (asked.kind === 'migrate') expect(asked.action).toBe('apply');
  });

  test('sets variables that the gateway knows, to values that it takes', () => {
    expect(unknownVariables(env)).toEqual([]);
    expect(Object.keys(env).filter((name) => !Object.hasOwn(variables, name))).toEqual([]);
    const { port, host } = readConfiguration(env);
    for (const each of ports) expect(each).toBe(port);
    // Who is asked from outside of its container has to listen there.
    if (ports.length > 0) expect(host).toBe('0.0.0.0');
  });

  test('is asked for paths that the gateway serves', () => {
    expect(paths.filter((path) => !served.includes(path))).toEqual([]);
  });
});

test('who waits for a migration in a step of its own does not migrate itself', () => {
  const modes = starts.flatMap(({ place, words }) => {
    const asked = parseCommandLine(words);
    return asked.kind === 'serve' ? [[place, asked.flags.runMigrations ?? true]] : [];
  });
  expect(modes).toEqual([
    ['compose gateway', false],
    ['kubernetes Deployment gateway', false],
    ['systemd gateway.service', true],
  ]);
});

test('compose: the migration is a step of its own, which `up` neither runs nor stops anything for', () => {
  const { gateway, migrate, postgres } = composeServices();
  expect(migrate?.profiles).toEqual(['migrate']);
  for (const service of [gateway, migrate])
    expect(service?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  expect(postgres?.healthcheck?.test).toContain('pg_isready');
  // One image: the gateway's build makes it, and nothing of that name is fetched.
  expect([migrate?.image, migrate?.build, migrate?.pull_policy]).toEqual([
    gateway?.image,
    undefined,
    'never',
  ]);
  const { dockerfile = '', context = '' } = gateway?.build ?? {};
  expect(join('examples/compose', context, dockerfile)).toBe('examples/compose/Dockerfile');
  for (const volume of gateway?.volumes ?? []) {
    const [source = '', target] = volume.split(':');
    expect(existsSync(join(root, 'examples/compose', source))).toBe(true);
    expect(target).toBe(gateway?.environment['GATEWAY_CONFIG']);
  }
});

test('kubernetes: secrets, ports and selectors belong together', () => {
  const [job, deployment, service] = manifests();
  expect([job, deployment, service].map((each) => each?.kind)).toEqual(['Job', 'Deployment', 'Service']);
  const page = readText('docs/deploying.md');
  for (const { spec } of [job!, deployment!]) {
    expect(spec.template?.spec.enableServiceLinks, 'GATEWAY_PORT would be tcp://…').toBe(false);
    for (const { env } of spec.template?.spec.containers ?? []) {
      for (const { valueFrom } of env) {
        if (valueFrom) expect(page).toContain(`--from-literal ${valueFrom.secretKeyRef.key}=`);
      }
    }
  }
  const [container] = deployment?.spec.template?.spec.containers ?? [];
  const names = container?.ports?.map(({ name }) => name);
  expect(names).toEqual(service?.spec.ports?.map(({ targetPort }) => targetPort));
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
    expect(names).toContain(container?.[probe]?.httpGet.port);
  }
});

const analyze = spawnSync('systemd-analyze', ['--version'], { stdio: 'ignore' }).status === 0;

test.skipIf(!analyze)(
  `systemd takes the units as they are${analyze ? '' : ' (no systemd-analyze on this machine)'}`,
  () => {
    const folder = tempFolder();
    const units = ['gateway.service', 'gateway-migrate.service'].map((name) => {
      // The one thing that is looked for on the disk.
      const text = readText(`examples/systemd/${name}`).replaceAll('/usr/bin/node', process.execPath);
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', ...units], {
      encoding: 'utf8',
    });
    expect(stdout + stderr).toBe('');
    expect(status).toBe(0);
  },
);

test('systemd: exit codes that another start would not change do not start it again', () => {
  const unit = Object.fromEntries(readUnit('gateway.service'));
  expect(unit['RestartPreventExitStatus']).toBe('2 3 4');
  expect(unit['ExecStart']).toBe('/usr/bin/node /opt/gateway/src/gateway/main.ts serve');
});

test('every gateway tells its operators a command that is there', () => {
  const told = starts.flatMap(({ words, env }) =>
    parseCommandLine(words).kind === 'serve' ? [readConfiguration(env).migrateCommand] : [],
  );
  expect(told).toEqual([
    'docker compose run --rm migrate',
    'sh examples/kubernetes/migrate.sh',
    'systemctl start gateway-migrate && systemctl restart gateway',
  ]);
  expect(Object.keys(composeServices())).toContain('migrate');
  expect(existsSync(join(root, 'examples/kubernetes/migrate.sh'))).toBe(true);
  expect(existsSync(join(root, 'examples/systemd/gateway-migrate.service'))).toBe(true);
});

describe('docs/deploying.md', () => {
  const page = readText('docs/deploying.md');
  const shown = [...page.matchAll(/^```\w+ (examples\/\S+)\n([\s\S]*?)^```$/gm)];

  test('shows nine files', () => expect(shown).toHaveLength(9));

  test.each(shown.map(([, path = '', text = '']) => [path, text]))('%s is shown as it is', (path, text) => {
    expect(text).toBe(readText(path));
  });

  test('lists every request that the API takes, and no other', () => {
    const app = createApp({
      store: {} as Store,
      probe: () => Promise.reject(new Error('asks nothing')),
      adminToken: null,
      log: createLog({ write: () => undefined }),
    });
    const taken = app.routes
      .filter(({ method, path }) => method !== 'ALL' && /^\/(admin|v1)/.test(path))
      .map(({ method, path }) => `${method} ${path}`);
    const listed = [...page.matchAll(/^\| `([A-Z]+ \/\S+)` \|/gm)].map(([, request]) => request);
    expect(listed).toEqual(taken.toSorted((a, b) => listed.indexOf(a) - listed.indexOf(b)));
    expect(listed.length).toBeGreaterThan(5);
  });

  test('lists the variables as the gateway knows them', () => {
    const rows = [...page.matchAll(/^\| `(GATEWAY_\w+)` \| (.*) \| (.*) \|$/gm)];
    expect(rows.map(([, name, expected, otherwise]) => [name, expected, otherwise])).toEqual(
      Object.entries(variables).map(([name, { expected, otherwise }]) => [
        name,
        expected,
        otherwise ?? 'required',
      ]),
    );
  });
});

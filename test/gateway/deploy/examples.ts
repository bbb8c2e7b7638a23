import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, parse } from 'yaml';

export const root: string = join(import.meta.dirname, '../../..');

/** Returns the text of a file of the repository. */
export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The gateway as an example starts it. */
export interface Start {
  /** Where it stands, for titles. */
  readonly place: string;
  /** What follows the entry point. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it is asked from outside, and what for. */
  readonly ports: readonly number[];
  readonly paths: readonly string[];
}

/** What stands for a value that an operator fills in. */
const filledIn: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'an0therPassw0rd',
  GATEWAY_ADMIN_TOKEN: '0123456789abcdef',
  'migrate-database-url': 'postgres://owner:an0therPassw0rd@db.internal/gateway',
  'database-url': 'postgres://gateway:an0therPassw0rd@db.internal/gateway',
  'admin-token': '0123456789abcdef',
};

interface ComposeService {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly pull_policy?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

/** Returns the services of the compose file. */
export function composeServices(): Readonly<Record<string, ComposeService>> {
  const text = readText('examples/compose/compose.yaml');
  const { services } = parse(text, { merge: true }) as { services: Record<string, ComposeService> };
  return services;
}

function composeStarts(): readonly Start[] {
  return Object.entries(composeServices())
    .filter(([, { image }]) => image === 'gateway')
    .map(([name, { command = [], environment, ports = [], healthcheck }]) => ({
      place: `compose ${name}`,
      words: command,
      env: Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [
          key,
          String(value).replaceAll(/\$\{(\w+):\?\}/g, (_, variable: string) => known(variable)),
        ]),
      ),
      ports: ports.map((port) => Number(port.split(':').at(-1))),
      paths: [...(healthcheck?.test.join(' ').matchAll(/http:\/\/127\.0\.0\.1:8080(\/\w+)/g) ?? [])].map(
        ([, path = '']) => path,
      ),
    }));
}

interface Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } };
}

/** A document of a Kubernetes file, as far as the tests look into it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template?: {
      readonly spec: { readonly enableServiceLinks: boolean; readonly containers: readonly Container[] };
    };
    readonly ports?: readonly { readonly targetPort: string }[];
    readonly selector?: unknown;
  };
}

/** Returns every document of the Kubernetes files. Throws where one is no YAML. */
export function manifests(): readonly Manifest[] {
  return ['migrate-job', 'deployment'].flatMap((name) =>
    parseAllDocuments(readText(`examples/kubernetes/${name}.yaml`)).map((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS() as Manifest;
    }),
  );
}

function kubernetesStarts(): readonly Start[] {
  return manifests().flatMap(({ kind, spec }) =>
    (spec.template?.spec.containers ?? []).map((container) => ({
      place: `kubernetes ${kind} ${container.name}`,
      words: container.args,
      env: Object.fromEntries(
        container.env.map(({ name, value, valueFrom }) => [
          name,
          value ?? known(valueFrom?.secretKeyRef.key ?? ''),
        ]),
      ),
      ports: (container.ports ?? []).map(({ containerPort }) => containerPort),
      paths: (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).flatMap(
        (probe) => container[probe]?.httpGet.path ?? [],
      ),
    })),
  );
}

/** Returns the settings of a unit, in their order. */
export function readUnit(name: string): readonly (readonly [key: string, value: string])[] {
  return [...readText(`examples/systemd/${name}`).matchAll(/^(\w+)=(.*)$/gm)].map(
    ([, key = '', value = '']) => [key, value],
  );
}

function systemdStarts(): readonly Start[] {
  const env = Object.fromEntries(readUnit('gateway.env'));
  return ['gateway.service', 'gateway-migrate.service'].map((unit) => {
    const [, , ...words] = (readUnit(unit).find(([key]) => key === 'ExecStart')?.[1] ?? '').split(' ');
    return { place: `systemd ${unit}`, words, env, ports: [], paths: [] };
  });
}

function known(name: string): string {
  const value = filledIn[name];
  if (value === undefined) throw new Error(`Nothing stands for ${name}`);
  return value;
}

/** Every place of the examples at which the gateway is started. */
export const starts: readonly Start[] = [...composeStarts(), ...kubernetesStarts(), ...systemdStarts()];

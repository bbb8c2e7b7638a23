/** What may stand in a file: keys with what may stand below them. Lists are looked through. */
export interface Keys {
  readonly [key: string]: Keys;
}

const leaf: Keys = {};
/** Names of somebody's own, with text behind them. */
const names: Keys = { '*': leaf };

const words = (text: string): Keys => Object.fromEntries(text.split(' ').map((key) => [key, leaf]));

/** What the examples use of the Compose Specification, https://docs.docker.com/reference/compose-file/. */
export const composeKeys: Keys = {
  name: leaf,
  volumes: names,
  services: {
    '*': {
      ...words('command image profiles ports pull_policy restart stop_grace_period volumes'),
      build: words('context dockerfile'),
      depends_on: { '*': words('condition') },
      environment: names,
      healthcheck: words('test interval timeout retries start_period'),
    },
  },
};

const probe: Keys = {
  ...words('failureThreshold initialDelaySeconds periodSeconds timeoutSeconds'),
  httpGet: words('path port'),
};

const pod: Keys = {
  ...words('enableServiceLinks restartPolicy terminationGracePeriodSeconds'),
  containers: {
    ...words('name image args'),
    env: { ...words('name value'), valueFrom: { secretKeyRef: words('name key') } },
    ports: words('name containerPort'),
    startupProbe: probe,
    livenessProbe: probe,
    readinessProbe: probe,
    lifecycle: { preStop: { sleep: words('seconds') } },
    volumeMounts: words('name mountPath readOnly'),
  },
  volumes: { name: leaf, configMap: words('name') },
};

const object: Keys = { ...words('apiVersion kind'), metadata: words('name') };
const template: Keys = { metadata: { labels: names }, spec: pod };

/** What they use of the API of Kubernetes, https://kubernetes.io/docs/reference/kubernetes-api/, by kind. */
export const kubernetesKeys: Readonly<Record<string, Keys>> = {
  Job: {
    ...object,
    spec: {
      backoffLimit: leaf,
      podFailurePolicy: { rules: { action: leaf, onExitCodes: words('operator values') } },
      template,
    },
  },
  Deployment: {
    ...object,
    spec: {
      replicas: leaf,
      selector: { matchLabels: names },
      strategy: { rollingUpdate: words('maxUnavailable') },
      template,
    },
  },
  Service: { ...object, spec: { selector: names, ports: words('name port targetPort') } },
};

/** Returns the path of every key that a document has and the list has not. */
export function unknownKeys(document: unknown, known: Keys, place = ''): readonly string[] {
  if (Array.isArray(document)) return document.flatMap((each) => unknownKeys(each, known, place));
  if (document === null || typeof document !== 'object') return [];
  return Object.entries(document).flatMap(([key, value]) => {
    const path = place === '' ? key : `${place}.${key}`;
    const below = Object.hasOwn(known, key) ? known[key] : known['*'];
    return below === undefined ? [path] : unknownKeys(value, below, path);
  });
}

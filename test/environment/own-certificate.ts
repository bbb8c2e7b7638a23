import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { findServerUser } from '../../src/drivers/embedded/server-user.ts';
import { tempFolder } from '../servers/temp-folder.ts';

/** A certificate that signs itself, for one host, with its key. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Whether there is an openssl that could make one. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

/** Makes a certificate for a host (`DNS:localhost`, `IP:127.0.0.1`), which the test server's user may read. */
export function makeCertificate(host: string): Certificate {
  const folder = tempFolder();
  const [certificate, key] = [join(folder, 'own certificate.pem'), join(folder, 'own key.pem')];
  const line = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=own';
  const named = ['-addext', `subjectAltName=${host}`, '-out', certificate, '-keyout', key];
  const { status, stderr } = spawnSync('openssl', [...line.split(' '), ...named]);
  if (status !== 0) throw new Error(stderr.toString());
  const user = findServerUser();
  if (user !== null) chownSync(key, user.uid, user.gid);
  chmodSync(key, 0o600);
  return { certificate, key };
}

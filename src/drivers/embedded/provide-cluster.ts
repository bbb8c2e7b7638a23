import { randomBytes } from 'node:crypto';
import {
  access,
  chmod,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { createCluster } from './create-cluster.ts';
import type { Home } from './home.ts';
import { findOpenFolder, isOpenToOthers, type ServerUser } from './server-user.ts';

/**
 * Returns the password of the home's cluster, creating it where there is none. It is built aside and renamed, so a
 * killed initdb leaves nothing but rubbish, which the next call removes. The caller holds the home's lock.
 */
export async function provideCluster(
  home: Home,
  binaries: Binaries,
  user: ServerUser | null,
): Promise<string> {
  await removeRubbish(home);
  const exists = await access(home.cluster).then(
    () => true,
    () => false,
  );
  if (!exists) await buildCluster(home, binaries, user);
  return readFile(home.password, 'utf8');
}

async function buildCluster(home: Home, binaries: Binaries, user: ServerUser | null): Promise<void> {
  const building = join(home.folder, `cluster-${randomBytes(6).toString('hex')}`);
  let place: string;
  if (user === null || isOpenToOthers(home.folder)) {
    place = await mkdtemp(`${building}-`);
    await rename(place, building);
    place = building;
  } else {
    // Below a private folder of root the server could not reach its data, so a link stands in their place.
    place = await mkdtemp(join(findOpenFolder(), 'lockstep-embedded-'));
    await symlink(place, building);
  }
  if (user !== null) await chmod(place, 0o755);
  const password = randomBytes(24).toString('hex');
  await writeFile(join(building, 'password'), password, { mode: 0o600 });
  await createCluster(binaries, user, await realpath(place), password);
  await rename(building, home.cluster);
}

async function removeRubbish(home: Home): Promise<void> {
  for (const name of await readdir(home.folder)) {
    if (!name.startsWith(`${basename(home.cluster)}-`)) continue;
    const rubbish = join(home.folder, name);
    const place = await realpath(rubbish).catch(() => rubbish);
    // An initdb whose starter was killed can still be writing.
    await rm(place, { recursive: true, force: true, maxRetries: 20 });
    await unlink(rubbish).catch(() => undefined);
  }
}

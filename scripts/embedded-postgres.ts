import { embeddedStatus, removeEmbedded, startEmbedded } from '../src/drivers/embedded/embedded.ts';
import { defaultEmbeddedMajor as major } from '../src/modules/parse-address.ts';
import { root } from './reference-store.ts';

// What developers of the store do with the repository's embedded PostgreSQL besides `lockstep embedded`:
// `env` prints what to evaluate in a shell, `reset` puts a new server in the place of the old one.
const server = { folder: root, major };
const action = process.argv[2];
const status = await embeddedStatus(server);
if (action === 'env') {
  if (status.state === 'running') {
    console.log(`export POSTGRES_URL='${status.url}'`);
  } else {
    console.error('The embedded PostgreSQL does not run. Start it first: mise run postgres-start');
    process.exitCode = 1;
  }
} else if (action === 'reset') {
  await removeEmbedded(server);
  if (status.state === 'running') await (await startEmbedded({ ...server, keep: true })).release();
  console.log(status.state === 'running' ? 'A new server runs, empty.' : 'Its data is gone.');
} else {
  console.error('Usage: node scripts/embedded-postgres.ts env|reset');
  process.exitCode = 2;
}

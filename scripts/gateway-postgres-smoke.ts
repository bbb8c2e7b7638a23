import { removeEmbedded } from '../src/drivers/embedded/embedded.ts';
import { defaultEmbeddedMajor as major } from '../src/modules/parse-address.ts';
import { preparePlace } from './reference-store.ts';

// The reference store on a new PostgreSQL: everything applies, and afterwards nothing is pending.
const place = preparePlace('smoke', { postgres: 'embedded:postgres' });
const server = { folder: place.folder, major };
await removeEmbedded(server);
process.exitCode = (await place.lockstep('migrate')) || (await place.lockstep('status --exit-code'));
await removeEmbedded(server);

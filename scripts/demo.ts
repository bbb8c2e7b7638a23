import { preparePlace } from './reference-store.ts';

// The main job from nothing: the reference store onto a SQLite file and a real PostgreSQL, in one run. Both are kept, so
// run again it finds nothing to do.
const place = preparePlace('demo', {
  'demo-sqlite': 'sqlite:store.db',
  'demo-postgres': 'embedded:postgres',
});
process.exitCode = (await place.lockstep('migrate')) || (await place.lockstep('status'));

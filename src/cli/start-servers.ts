import {
  embeddedStatus,
  type EmbeddedServer,
  findBinaries,
  startEmbedded,
} from '../drivers/embedded/embedded.ts';
import type { EmbeddedPlace } from './find-embedded.ts';

/**
 * Resolves with every server running until it is stopped. Where one cannot start, those that were started for this go
 * as soon as nobody uses them. Throws DRIVER_MISSING before any is started, DATABASE_UNREACHABLE, INTERRUPTED.
 */
export async function startServers(places: readonly EmbeddedPlace[], signal: AbortSignal): Promise<void> {
  for (const place of places) {
    // What runs already needs no package.
    if ((await embeddedStatus(place)).state !== 'running') await findBinaries(place.major);
  }
  const servers: EmbeddedServer[] = [];
  try {
    for (const place of places) servers.push(await startEmbedded({ ...place, signal }));
    // Only now that all are up: a server that is not kept leaves by itself, whatever becomes of this process.
    for (const place of places) servers.push(await startEmbedded({ ...place, keep: true, signal }));
  } finally {
    for (const server of servers) await server.release();
  }
}

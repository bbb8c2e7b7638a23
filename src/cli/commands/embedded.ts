import type { EmbeddedStatus } from '../../drivers/embedded/embedded.ts';
import { redactUrl } from '../../core/redact.ts';
import type { CommandSpec, GlobalOptions } from '../command.ts';
import type { EmbeddedPlace } from '../find-embedded.ts';
import { type Cell, renderTable } from '../render/table.ts';

/** What is known about one embedded server, without its password. */
interface ServerState {
  readonly database: string;
  readonly state: 'absent' | 'stopped' | 'running';
  readonly url: string | null;
  readonly folder: string;
}

/** Starts, stops and shows the embedded PostgreSQL. */
export const embeddedCommand: CommandSpec = {
  name: 'embedded',
  summary: 'Start, stop or show the embedded PostgreSQL server',
  description:
    'Commands that use embedded:postgres start it on demand and let it go when they end; a started one stays until it is stopped. Without --database start takes the embedded ones of default, else all of the configuration; stop and status take all. All of them start, or none is left running.',
  words: [{ name: 'action', description: 'start, stop or status', choices: ['start', 'stop', 'status'] }],
  options: [],
  examples: [
    { command: 'lockstep embedded start', does: 'start it and let it run' },
    { command: 'lockstep embedded status --json', does: 'whether it runs, and where' },
    { command: 'lockstep embedded stop', does: 'stop it; its data stays' },
  ],
  run: async (options: GlobalOptions, context, action) => {
    const [{ findEmbedded }, { embeddedStatus, stopEmbedded }] = await Promise.all([
      import('../find-embedded.ts'),
      import('../../drivers/embedded/embedded.ts'),
    ]);
    const places = await findEmbedded(options, context, action);
    if (action === 'start') {
      const { startServers } = await import('../start-servers.ts');
      await startServers(places, context.signal);
    }
    if (action === 'stop') for (const place of places) await stopEmbedded(place);
    const servers = await Promise.all(
      places.map(async (place) => stateOf(place, await embeddedStatus(place))),
    );
    return {
      document: { servers },
      text: (view) =>
        renderTable(
          servers.map(({ database, state, url, folder }): Cell[] => [
            { text: database, tone: 'strong' },
            { text: state, tone: state === 'running' ? 'good' : 'faint' },
            url ?? '',
            { text: folder, tone: 'faint' },
          ]),
          view,
          { indent: 0, remarks: 3 },
        ).join('\n'),
    };
  },
};

function stateOf(place: EmbeddedPlace, status: EmbeddedStatus): ServerState {
  return {
    database: `embedded:postgres@${place.major}`,
    state: status.state,
    url: status.state === 'running' ? redactUrl(status.url) : null,
    folder: status.folder,
  };
}

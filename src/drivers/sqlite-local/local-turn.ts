import type { SqliteConnection } from '../sqlite/connection.ts';
import type { Turn } from '../sqlite/turn.ts';

/**
 * Anybody may try for a file's lock, because a try costs the holder nothing. Nobody can be asked who has it: looking
 * tries for it and lets it go at once.
 */
export function localTurn(connection: SqliteConnection): Turn {
  return {
    take: () => null,
    look: async () => {
      const transaction = await connection.begin({ foreignKeys: 'on', exclusive: false });
      await transaction?.rollback();
      return { free: transaction !== null, holder: null };
    },
    settle: async () => {},
    leave: async () => {},
  };
}

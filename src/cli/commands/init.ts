import type { CommandSpec } from '../command.ts';
import { renderWritten } from '../render/written.ts';

/** Writes a first project. */
export const initCommand: CommandSpec = {
  name: 'init',
  summary: 'Write a configuration, both folders and a first pair of scripts',
  description: 'Into this folder, with a .gitignore where there is none. Nothing is overwritten.',
  options: [],
  examples: [{ command: 'lockstep init', does: 'then: lockstep migrate' }],
  run: async (_options, { cwd }) => {
    const { initProject, missingIgnores } = await import('../../files/scaffold/init-project.ts');
    const files = await initProject(cwd);
    const missing = await missingIgnores(cwd);
    return {
      document: { files },
      text: (view) =>
        renderWritten(
          files,
          [
            ...(missing.length === 0 ? [] : [`add ${missing.join(' and ')} to .gitignore`]),
            'lockstep migrate applies the first pair to the database "local"',
            'lockstep new NAME writes the next one',
          ],
          view,
        ),
    };
  },
};

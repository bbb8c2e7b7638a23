/** The names under which a configuration is looked for. Only one of them may stand in a folder. */
export const configFiles: readonly string[] = [
  'lockstep.config.ts',
  'lockstep.config.js',
  'lockstep.config.mjs',
  'lockstep.config.json',
];

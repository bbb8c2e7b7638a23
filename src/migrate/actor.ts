/** Who is recorded as `applied_by`: LOCKSTEP_ACTOR, else user@host. */
export function currentActor(env: NodeJS.ProcessEnv = process.env): string {
  const named = env['LOCKSTEP_ACTOR'];
  if (named !== undefined && named !== '') return named;
  return `${userName(env)}@${os().hostname()}`;
}

/** Loaded by a run that writes rows. */
function os(): typeof import('node:os') {
  return process.getBuiltinModule('node:os');
}

function userName(env: NodeJS.ProcessEnv): string {
  try {
    return os().userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return env['USER'] ?? `uid${process.getuid?.() ?? ''}`;
  }
}

import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Returns a token for the claims of this process. On Linux it names the boot, the process namespace and the process, so
 * that others on the machine need not wait for the claim of a process that was killed; elsewhere it is only unique.
 */
export function newClaimToken(): string {
  return [...here(), process.pid, randomUUID()].join('/');
}

/** Returns true where the token's process ran on this machine and is gone; false where that cannot be known. */
export function hasDied(token: string): boolean {
  const [boot, namespace, pid] = token.split('/');
  const [ourBoot, ourNamespace] = here();
  if (ourBoot === '' || boot !== ourBoot || namespace !== ourNamespace) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Boot and process namespace, empty where the system does not tell: containers share the one, not the other. */
function here(): readonly [boot: string, namespace: string] {
  try {
    return [
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      readlinkSync('/proc/self/ns/pid'),
    ];
  } catch {
    return ['', ''];
  }
}

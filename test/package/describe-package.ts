import { describe } from 'vitest';

const isAsked = process.env['npm_lifecycle_event'] === 'test:package';

/** A suite over the packed package. It builds, and installs from the npm registry: skipped unless it was asked for. */
export function describePackage(title: string, body: () => void): void {
  const reason = isAsked ? '' : ' (it installs from the npm registry: npm run test:package)';
  describe.skipIf(!isAsked)(`${title}${reason}`, { timeout: 180_000 }, body);
}

import type { NamingProfile } from '../../core/migration.ts';
import type { Naming } from './naming.ts';
import { numbered } from './numbered.ts';
import { versioned } from './versioned.ts';

/** Every naming profile. */
export const profiles: Readonly<Record<NamingProfile, Naming>> = { versioned, numbered };

import type { JsonValue } from './json.ts';
import type { Operations } from './operation.ts';
import { indexedText, json, text, uuid } from './values.ts';

/** A value that holds for the whole gateway. */
export interface Setting {
  readonly name: string;
  /** Anything but null. */
  readonly value: JsonValue;
  /** Null where nobody in particular set it, or the user is gone. */
  readonly updatedBy: string | null;
  readonly updatedAt: Date;
}

export interface SettingRepository {
  /** Returns the setting, or null. Names are compared as they are. */
  get(name: string): Promise<Setting | null>;
  /** All of them, by name. */
  list(): Promise<readonly Setting[]>;
  /** Returns the setting as it is from now on, whether it was there or not. Throws MissingReference for the user. */
  set(name: string, value: JsonValue, updatedBy?: string | null): Promise<Setting>;
}

export const settingOperations: Operations<SettingRepository> = {
  get: { kind: 'read', takes: [text] },
  list: { kind: 'read', takes: [] },
  set: { kind: 'write', takes: [indexedText, json, uuid.nullable().optional()] },
};

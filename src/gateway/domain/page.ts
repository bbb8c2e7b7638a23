import { z } from 'zod';
import { InvalidValue } from './store-error.ts';
import { instant, pageSize, text, uuid } from './values.ts';

/** One page of a long list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Give it to the next call as `after`; null on the last page. */
  readonly next: string | null;
}

/** Where a page of a list by time begins: behind the row of this moment and id. */
export interface Keyset {
  readonly at: Date;
  readonly id: string;
}

/** Which page: the first one without `after`. */
export interface PageRequest {
  readonly after?: string | undefined;
  /** 1 to 1000. */
  readonly limit: number;
}

export const pageRequest = { after: text.optional(), limit: pageSize } as const;

/** Returns the text that stands for a place in a list; opaque to callers. */
export function formatCursor({ at, id }: Keyset): string {
  return Buffer.from(`${at.getTime()} ${id}`).toString('base64url');
}

/** Returns the place that a cursor stands for. Throws InvalidValue for a text that no page gave out. */
export function parseCursor(cursor: string): Keyset {
  const [, at, id] = /^(-?\d{1,15}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const keyset = z.object({ at: instant, id: uuid }).safeParse({ at: new Date(Number(at)), id });
  if (!keyset.success || formatCursor(keyset.data) !== cursor)
    throw new InvalidValue(`${cursor} is not a cursor of a page`);
  return keyset.data;
}

/** Returns a page of the rows that a query gave which asked for one more than the limit. */
export function pageOf<Item>(
  rows: readonly Item[],
  limit: number,
  placeOf: (item: Item) => Keyset,
): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? formatCursor(placeOf(last)) : null };
}

import { NotFound } from '../domain/store-error.ts';

/** Returns the first row. Throws NotFound where there is none, with what was looked for. */
export function found<Row>(rows: readonly Row[], what = 'row', id = ''): Row {
  const [row] = rows;
  if (row === undefined) throw new NotFound(`There is no ${what} ${id}`.trimEnd());
  return row;
}

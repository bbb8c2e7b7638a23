import { Cursor } from './cursor.ts';

/** Returns the columns that a CREATE VIEW names itself; empty where its query names them. Never throws. */
export function readCreateView(text: string): readonly string[] {
  const cursor = new Cursor(text);
  cursor.take('CREATE');
  if (cursor.isAt('TEMP', 'TEMPORARY')) cursor.skip();
  cursor.take('VIEW');
  cursor.take('IF', 'NOT', 'EXISTS');
  cursor.takeQualifiedName();
  return (cursor.takeGroup()?.takeList() ?? []).map((item) => item.takeName() ?? '');
}

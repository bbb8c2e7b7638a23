import type { Engine } from '../../core/engine.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import { isCall } from './scope.ts';
import { textOf } from './text-of.ts';

const postgres = /^(?:\w+\.)?(?:gen_random_uuid|uuid_generate_v4|uuidv4)\(\)$/;

const engines: Readonly<Record<Engine, (expression: Expression) => boolean>> = {
  postgres: (expression) => postgres.test(textOf(expression)),
  // The bytes of an UUID, or its 36 characters put together.
  sqlite: (expression) => textOf(expression) === 'randomblob(16)' || shape(expression) === canonical,
};

/** True where the expression makes a new random UUID. One without dashes is another text: it is not among them. */
export function isRandomUuid(expression: Expression, engine: Engine): boolean {
  return engines[engine](expression);
}

const canonical = '********-****-****-****-************';

/** Returns the text with a star for each random digit, or null where a part is not known. */
function shape(expression: Expression): string | null {
  if (isCall(expression, '||')) {
    const parts = expression.args.map(shape);
    return parts.every((part) => part !== null) ? parts.join('') : null;
  }
  // The version and the variant are digits like others to whoever reads the value.
  if (expression.kind === 'string') return expression.value.replace(/[0-9a-f]/gi, '*');
  if (isCall(expression, 'lower')) return expression.args[0] === undefined ? null : shape(expression.args[0]);
  if (isCall(expression, 'hex')) return blobShape(expression.args[0]);
  if (!isCall(expression, 'substr')) return null;
  const [text, from, length] = expression.args;
  if (text !== undefined && from?.kind === 'string') return null;
  return substring(text, from, length);
}

function blobShape(blob: Expression | undefined): string | null {
  const bytes = isCall(blob, 'randomblob') ? blob.args[0] : undefined;
  return bytes?.kind === 'number' && /^\d{1,2}$/.test(bytes.text) ? '**'.repeat(Number(bytes.text)) : null;
}

/** `substr('89ab', 1 + (abs(random()) % 4), 1)` is one digit; so is any one character of known ones. */
function substring(
  text: Expression | undefined,
  from: Expression | undefined,
  length: Expression | undefined,
): string | null {
  const whole = text === undefined ? null : shape(text);
  if (whole === null || from === undefined) return null;
  if (length?.kind === 'number' && length.text === '1' && !whole.includes('-')) return '*';
  const start = from.kind === 'number' ? Number(from.text) : Number.NaN;
  if (!Number.isInteger(start) || start < 1) return null;
  if (length === undefined) return whole.slice(start - 1);
  return length.kind === 'number' ? whole.slice(start - 1, start - 1 + Number(length.text)) : null;
}

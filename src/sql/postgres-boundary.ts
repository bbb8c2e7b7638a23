import { isKeyword, isSymbol, type Token } from './token.ts';

/** `routine` may hold a BEGIN ATOMIC body, `rule` a list of statements in parentheses. */
type Shape = 'unknown' | 'plain' | 'routine' | 'rule';

/** What may stand between CREATE and the word that tells the shape. */
const orReplace = ['CREATE', 'OR', 'REPLACE'];

/** Returns a judge that is shown token after token and answers true at a semicolon that ends a PostgreSQL statement. */
export function postgresBoundary(): (token: Token) => boolean {
  let shape: Shape = 'unknown';
  let depth = 0;
  let inBody = false;
  let previous: Token | undefined;

  const isEnd = (token: Token): boolean => {
    if (isSymbol(token, ';')) return !inBody && (shape !== 'rule' || depth === 0);
    if (shape === 'unknown') shape = shapeOf(token, previous);
    if (shape === 'routine' || shape === 'rule') {
      if (isSymbol(token, '(')) depth += 1;
      if (isSymbol(token, ')')) depth -= 1;
    }
    if (shape === 'routine' && depth === 0) {
      if (inBody) {
        // CASE .. END holds no semicolon, so the END of the body is the one that follows a semicolon or ATOMIC.
        if (isKeyword(token, 'END') && (isSymbol(previous, ';') || isKeyword(previous, 'ATOMIC')))
          inBody = false;
      } else if (isKeyword(token, 'ATOMIC') && isKeyword(previous, 'BEGIN')) {
        inBody = true;
      }
    }
    return false;
  };

  return (token) => {
    const ends = isEnd(token);
    previous = token;
    if (ends) {
      shape = 'unknown';
      depth = 0;
      previous = undefined;
    }
    return ends;
  };
}

function shapeOf(token: Token, previous: Token | undefined): Shape {
  if (previous === undefined) return isKeyword(token, 'CREATE') ? 'unknown' : 'plain';
  if (isKeyword(token, 'FUNCTION', 'PROCEDURE')) return 'routine';
  if (isKeyword(token, 'RULE')) return 'rule';
  return isKeyword(token, ...orReplace) ? 'unknown' : 'plain';
}

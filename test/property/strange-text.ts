import * as fc from 'fast-check';

/** Text as nobody writes it: any characters, control characters, lone surrogates, and pieces that a lexer may trip over. */
export function strangeText(pieces: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const loneUnit = fc.nat(0xffff).map((unit) => String.fromCharCode(unit));
  const piece = fc.oneof(
    { weight: 6, arbitrary: pieces },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    { weight: 1, arbitrary: loneUnit },
  );
  return fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
}

/** Ranges that take two columns: Hangul, CJK, full-width forms, emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const zero = /\p{M}|\p{Cf}/u;
const printableAscii = /^[ -~]*$/;

/** Returns how many columns the text takes on a terminal; colour codes take none. */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) return text.length;
  let width = 0;
  for (const character of withoutCodes(text)) width += columnsOf(character);
  return width;
}

/** Looked for first: what takes codes away has to be loaded. */
function withoutCodes(text: string): string {
  const hasCodes = text.includes('\u001b') || text.includes('\u009b');
  return hasCodes ? process.getBuiltinModule('node:util').stripVTControlCharacters(text) : text;
}

/** Arrows, dingbats and other symbols, told without the slow look into the tables of Unicode. */
const symbols = /[\u2010-\u2027\u2190-\u2bff]/;

function columnsOf(character: string): number {
  if (symbols.test(character)) return 1;
  return zero.test(character) ? 0 : wide.test(character) ? 2 : 1;
}

/** Returns the text filled with spaces up to a width; unchanged when it is as wide or wider. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Returns the text cut to a width with an ellipsis at its end; unchanged when it fits. Takes text without colour. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const columns = columnsOf(character);
    if (used + columns > width - 1) break;
    kept += character;
    used += columns;
  }
  return `${kept}…`;
}

/**
 * Returns foreign text (a database's message, a user name, a file name) without escape sequences and control
 * characters, so that nothing a database says can drive the terminal. Line feeds and tabs stay.
 */
export function clean(text: string): string {
  return printableAscii.test(text) ? text : withoutCodes(text).replace(control, keepBreaks);
}

const control = /[\p{Cc}\p{Bidi_Control}]/gu;

function keepBreaks(character: string): string {
  return character === '\n' || character === '\t' ? character : '';
}

/** A header line, or a command with its arguments: what is there to be copied. A word in capitals stands for a value. */
const copied =
  /-- lockstep: [\w-]+=(?:"[^"]*"|[^\s"]\S*)(?: "[^"]*")?|\blockstep [a-z]+(?: (?:[A-Z]\w*|start|stop|status))?(?: --[a-z-]+(?: (?:[A-Z]\w*|\d\w*|"[^"]*"|(?:startup|release|seed|data)(?:,[a-z]+)*)(?!\w))?)*/g;

/** Stands for a space that must not become a line's end. Foreign text has none left: see `clean`. */
const joint = '\0';

/**
 * Returns the text as lines of at most a width, broken at spaces; a longer word gets a line of its own, and so does a
 * header line or a command: it can be copied as it stands.
 */
export function wrap(text: string, width: number): string[] {
  const whole = text.replace(copied, (words) => words.replaceAll(' ', joint));
  return breakLines(whole, width).map((line) => line.replaceAll(joint, ' '));
}

function breakLines(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && displayWidth(longer) > width) {
        lines.push(line);
        line = word;
      } else {
        line = longer;
      }
    }
    return [...lines, line];
  });
}

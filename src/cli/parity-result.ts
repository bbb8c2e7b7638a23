import type { ParityReport } from '../parity/report.ts';
import type { CommandContext, CommandResult } from './command.ts';
import type { ParityFlags, ParityFormat } from './parity-flags.ts';
import { parityDocument } from './parity-document.ts';
import { isEmptyReport, nothingToCompare } from './render/parity-empty.ts';
import { renderParity } from './render/parity.ts';
import { renderWritten } from './render/written.ts';
import type { View } from './render/view.ts';
import { writeOutput } from './write-output.ts';

type Render = (report: ParityReport, view: View) => string;

/** How a report is written, by format; loaded for that format. */
const renderers: Readonly<Record<ParityFormat, () => Promise<Render>>> = {
  human: async () => renderParity,
  json: async () => (report) => JSON.stringify(parityDocument(report), null, 2),
  markdown: async () => (await import('./render/parity-markdown.ts')).parityMarkdown,
  html: async () => (await import('./render/html/parity-html.ts')).parityHtml,
};

/** A file is no terminal. */
const plain: View = { paint: (_tone, text) => text, width: 100, now: null };

/** Returns the report as the command's result: printed, or written to `--output`; 3 where the schemas differ. */
export async function parityResult(
  report: ParityReport,
  { format = 'human', output }: ParityFlags,
  { cwd }: Pick<CommandContext, 'cwd'>,
): Promise<CommandResult> {
  const render = await renderers[format]();
  const exitCode = report.verdict === 'differs' ? 3 : 0;
  const document = parityDocument(report);
  if (output === undefined) return { document, exitCode, text: (view) => render(report, view) };
  writeOutput(output, cwd, `${render(report, plain).trimEnd()}\n`);
  const said = isEmptyReport(report)
    ? nothingToCompare
    : report.verdict === 'differs'
      ? 'the schemas differ'
      : 'the schemas mean the same';
  return { document, exitCode, text: (view) => renderWritten([output], [said], view) };
}

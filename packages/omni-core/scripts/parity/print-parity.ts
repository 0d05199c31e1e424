import { posix } from 'node:path';
import type { ParityLimit, ParityRow } from './parity-row.ts';
import { TESTS } from './tests.ts';

/** Where the printed document lies, from the root of the repository. */
export const PARITY_DOCUMENT = 'packages/omni-core/docs/parity.md';

/** The table as Markdown, with what no call does at the end. */
export function printParity(table: ReadonlyMap<string, readonly ParityRow[]>, limits: readonly ParityLimit[]): string {
  const rows = [...table.values()].flat();
  return `${[
    '# omnictl and its calls here',
    [
      `Each of the ${rows.length} commands of \`omnictl\` that talk to an Omni has a call.`,
      `${link(TESTS.omnictlCommands)} runs the real omnictl for every row but \`cluster import\`, which needs`,
      'nodes, and the call beside it has to give or do the same.',
      '`omni` is an `OmniClient`. Scope P: the call does the part that talks to Omni; files and terminals are yours.',
      'The rest of omnictl is about its own files and an editor, and has no counterpart.',
      'Written by `npm run parity`; a test checks that every call and every test is there.',
    ].join('\n'),
    ...Array.from(table, ([subject, commands]) => printSubject(subject, commands)),
    '## What no call does',
    limits.map(({ name, text }) => `- **${name}.** ${text}`).join('\n'),
  ].join('\n\n')}\n`;
}

function printSubject(subject: string, rows: readonly ParityRow[]): string {
  const lines = rows.map((row) => `| ${printCommand(row)} | ${printCalls(row)} | ${row.tests.map(link).join(', ')} |`);
  return [`## ${subject}\n`, '| omnictl | call | tested by |', '| --- | --- | --- |', ...lines].join('\n');
}

function printCommand({ command, scope }: ParityRow): string {
  return scope === 'P' ? `\`${command}\` (P)` : `\`${command}\``;
}

function printCalls({ calls, note }: ParityRow): string {
  const names = calls.map((call) => `\`${call}\``).join(', ');
  return note === undefined ? names : `${names}: ${note}`;
}

function link(path: string): string {
  return `[${posix.basename(path, '.ts').replace(/\.test$/, '')}](${posix.relative(posix.dirname(PARITY_DOCUMENT), path)})`;
}

import { posix } from 'node:path';
import { isCovered, type ParityRow } from './parity-row.ts';

/** Where the printed document lies, from the root of the repository. */
export const PARITY_DOCUMENT = 'packages/omni-core/docs/parity.md';

/** The table as Markdown, with the commands that have no call yet at the end. */
export function printParity(table: ReadonlyMap<string, readonly ParityRow[]>): string {
  const rows = [...table.values()].flat();
  const missing = rows.filter((row) => !isCovered(row));
  return `${[
    '# omnictl and its calls here',
    [
      `Of the ${rows.length} commands of \`omnictl\` that talk to an Omni, ${rows.length - missing.length} have a call.`,
      '`omni` is an `OmniClient`. Scope P: the call does the part that talks to Omni; files and terminals are yours.',
      'The rest of omnictl is about its own files and an editor, and has no counterpart.',
      'Written by `npm run parity`; a test checks that every call and every test is there.',
    ].join('\n'),
    ...Array.from(table, ([subject, commands]) => printSubject(subject, commands.filter(isCovered))),
    ...(missing.length === 0 ? [] : ['## Not yet', missing.map(printMissing).join('\n')]),
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

function printMissing({ command, note = '' }: ParityRow): string {
  return `- \`${command}\`: ${note}`;
}

function link(path: string): string {
  return `[${posix.basename(path, '.ts').replace(/\.test$/, '')}](${posix.relative(posix.dirname(PARITY_DOCUMENT), path)})`;
}

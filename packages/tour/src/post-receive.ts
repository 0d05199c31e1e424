import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { deliverPush, type HookSettings } from './hook-delivery.ts';

// Run by git after a push, with a line `<before> <after> <ref>` per updated ref on standard input.
const [settingsFile = '', repository = ''] = process.argv.slice(2);
const settings: HookSettings = JSON.parse(await readFile(settingsFile, 'utf8'));

for (const line of (await text(process.stdin)).trim().split('\n')) {
  const [before = '', after = '', ref = ''] = line.split(' ');
  const answer = await deliverPush(settings, repository, { before, after, ref });
  process.stdout.write(`webhook delivered: ${answer.status} ${answer.text}\n`);
}

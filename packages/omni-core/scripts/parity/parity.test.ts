import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from '@fleetwright/omni-core';
import { describe, expect, it } from 'vitest';
import { LIMITS, PARITY } from './parity-table.ts';
import { PARITY_DOCUMENT, printParity } from './print-parity.ts';

const ROOT = join(import.meta.dirname, '../../../..');
/** Commands of omnictl that talk to an Omni, counted once by hand in its sources. */
const COMMANDS = 60;
const rows = [...PARITY.values()].flat();
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the parity table', () => {
  it('has every command of omnictl once, with a call', () => {
    expect(new Set(rows.map(({ command }) => command)).size).toBe(rows.length);
    expect(rows).toHaveLength(COMMANDS);
    expect(rows.filter(({ calls }) => calls.length === 0)).toEqual([]);
  });

  it('names only calls that exist', async () => {
    await using omni = await client();
    const missing = rows.flatMap(({ calls }) => calls.filter((call) => typeof resolve(call, omni) !== 'function'));

    expect(missing).toEqual([]);
  });

  it.each(rows)('names tests that make the calls of $command', ({ command, calls, tests }) => {
    const texts = tests.map(read);
    const untested = calls.filter((call) => !texts.some((text) => makes(text, call)));
    const idle = tests.filter((_, i) => !calls.some((call) => makes(texts[i], call)) && !runs(texts[i], command));

    expect({ untested, idle }).toEqual({ untested: [], idle: [] });
  });

  it('is printed as it is', () => {
    expect(read(PARITY_DOCUMENT)).toBe(printParity(PARITY, LIMITS));
  });
});

/** Connects only when called, and is not. */
async function client(): Promise<library.OmniClient> {
  const { serviceAccountKey } = await library.createServiceAccountKey({ name: 'parity' });
  const credentials = await library.parseServiceAccountKey(serviceAccountKey);
  return new library.OmniClient({ endpoint: 'http://127.0.0.1:9', credentials });
}

/** What a path such as `omni.users.list`, or the name of an export, stands for. */
function resolve(call: string, omni: library.OmniClient): unknown {
  const path = call.split('.');
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    { ...library, omni },
  );
}

/** Whether a text calls the last name of a path, on something or on its own. */
function makes(text: string | undefined, call: string): boolean {
  const [name = '', owner] = call.split('.').reverse();
  return text !== undefined && new RegExp(`${owner === undefined ? '\\b' : '\\.'}${name}\\(`).test(text);
}

/** Whether a text gives the words of a command to omnictl, as a list or in one line. */
function runs(text: string | undefined, command: string): boolean {
  const list = `[${command
    .split(' ')
    .map((word) => `'${word}'`)
    .join(', ')}`;
  return text !== undefined && (text.includes(list) || new RegExp(`['\`]${command}[ '\`]`).test(text));
}

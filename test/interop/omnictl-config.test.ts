import path from 'node:path';
import {
  addOmniconfigContext,
  EMPTY_OMNICONFIG,
  mergeOmniconfig,
  type OmniconfigContext,
  omniconfigContext,
  readOmniconfig,
  switchOmniconfigContext,
  writeOmniconfig,
} from '@fleetwright/omni-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';

const HOME: OmniconfigContext = { url: 'https://home.omni.example', identity: 'ada@example.com' };
const WORK: OmniconfigContext = { url: 'https://work.omni.example:8443', identity: '' };

let omnictl: Omnictl;
let file: string;

/** The commands of omnictl that only work on its file; no server answers here. */
const config = (...words: readonly string[]) => omnictl.ok(['config', ...words, '--omniconfig', file]);

beforeEach(async () => {
  omnictl = await prepareOmnictl({ endpoint: 'http://127.0.0.1:9', serviceAccountKey: '' });
  file = path.join(omnictl.directory, 'omniconfig');
});
afterEach(() => omnictl[Symbol.asyncDispose]());

describe('an omniconfig that the library wrote', () => {
  beforeEach(async () => {
    const both = addOmniconfigContext(addOmniconfigContext(EMPTY_OMNICONFIG, 'home', HOME), 'work', WORK);
    await writeOmniconfig(switchOmniconfigContext(both, 'work'), { path: file });
  });

  test('is listed by omnictl with its contexts and the current one', async () => {
    const rows = (await config('contexts')).trimEnd().split('\n').slice(1);

    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      ['home', HOME.url],
      ['*', 'work', WORK.url],
    ]);
  });

  test('is shown by omnictl as it was meant', async () => {
    await config('context', 'home');

    const info = await config('info');

    expect(info).toMatch(/^Current context: +home$/m);
    expect(info).toMatch(new RegExp(`^URL: +${HOME.url}$`, 'm'));
    expect(info).toMatch(new RegExp(`^Identity: +${HOME.identity}$`, 'm'));
  });
});

describe('an omniconfig that omnictl changed', () => {
  test('is read with its new contexts, URLs, identities and current context', async () => {
    await writeOmniconfig(addOmniconfigContext(EMPTY_OMNICONFIG, 'home', HOME), { path: file });

    await config('add', 'work', '--url', WORK.url, '--identity', 'bob@example.com');
    await config('context', 'work');
    await config('url', 'https://moved.omni.example');
    const { config: read } = await readOmniconfig({ path: file });

    expect(omniconfigContext(read)).toEqual({ url: 'https://moved.omni.example', identity: 'bob@example.com' });
    expect(omniconfigContext(read, 'home')).toEqual(HOME);
  });

  test('merges to the same as omnictl merges it', async () => {
    const mine = addOmniconfigContext(EMPTY_OMNICONFIG, 'home', HOME);
    const theirs = switchOmniconfigContext(addOmniconfigContext(EMPTY_OMNICONFIG, 'home', WORK), 'home');
    await writeOmniconfig(mine, { path: file });
    const other = await writeOmniconfig(theirs, { path: path.join(omnictl.directory, 'other') });

    await config('merge', other);

    const { config: read } = await readOmniconfig({ path: file });
    expect(mergeOmniconfig(mine, theirs).config).toEqual(read);
  });
});

test('both look for the file in the same place', async () => {
  const env = { HOME: omnictl.directory, OMNICONFIG: undefined, OMNI_ENDPOINT: undefined };
  await writeOmniconfig(switchOmniconfigContext(addOmniconfigContext(EMPTY_OMNICONFIG, 'home', HOME), 'home'), {
    env: { TALOS_HOME: path.join(omnictl.directory, '.talos') },
  });

  expect(await omnictl.ok(['config', 'info'], { env })).toContain(HOME.url);
});

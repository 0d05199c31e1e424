import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfigFile, writeConfigFile } from './config-file.ts';
import { mergeTalosconfig } from './merge-talosconfig.ts';
import {
  addOmniconfigContext,
  EMPTY_OMNICONFIG,
  mergeOmniconfig,
  omniconfigContext,
  parseOmniconfig,
  printOmniconfig,
  switchOmniconfigContext,
} from './omniconfig.ts';
import { omniconfigPaths, readOmniconfig, writeOmniconfig } from './omniconfig-file.ts';

const FILE = `contexts:
    default:
        url: https://acct.omni.example
        auth:
            siderov1:
                identity: user@example.org
context: default
`;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'omniconfig-'));
});

afterAll(() => rm(directory, { recursive: true }));

describe('an omniconfig', () => {
  it('is read and printed as omnictl does', () => {
    const config = parseOmniconfig(FILE);

    expect(omniconfigContext(config)).toEqual({ url: 'https://acct.omni.example', identity: 'user@example.org' });
    expect(printOmniconfig(config)).toBe(FILE);
  });

  it('gets contexts, and switches only to those it has', () => {
    const one = addOmniconfigContext(EMPTY_OMNICONFIG, 'a', { url: 'https://a', identity: '' });
    const two = addOmniconfigContext(one, 'b', { url: 'https://b', identity: 'b@example.org' });

    expect(omniconfigContext(switchOmniconfigContext(two, 'b')).url).toBe('https://b');
    expect(() => addOmniconfigContext(two, 'a', { url: '', identity: '' })).toThrow(
      expect.objectContaining({ code: 'already_exists' }),
    );
    expect(() => switchOmniconfigContext(two, 'constructor')).toThrow(
      expect.objectContaining({ code: 'not_found', hint: 'It has: a, b.' }),
    );
  });

  it('renames what clashes when it is merged, and switches to the context of the other file', () => {
    const { config, renames } = mergeOmniconfig(
      parseOmniconfig(FILE),
      parseOmniconfig(FILE.replaceAll('user', 'other')),
    );

    expect(renames).toEqual([{ from: 'default', to: 'default-1' }]);
    expect(config.context).toBe('default-1');
    expect(omniconfigContext(config, 'default').identity).toBe('user@example.org');
    expect(omniconfigContext(config).identity).toBe('other@example.org');
  });

  it('never loses a context in a merge, and survives printing', () => {
    const name = fc.constantFrom('a', 'a-1', 'a-2', 'a-1-1', 'b', 'toString', '__proto__', 'no', '1e3', 'x: y');
    const config = fc
      .uniqueArray(fc.tuple(name, fc.webUrl(), fc.emailAddress()), { selector: ([key]) => key, maxLength: 5 })
      .map((list) => ({
        context: list.at(0)?.[0] ?? '',
        contexts: Object.fromEntries(list.map(([key, url, identity]) => [key, { url, identity }])),
      }));

    fc.assert(
      fc.property(config, config, (left, right) => {
        const merged = mergeOmniconfig(left, right).config;

        expect(parseOmniconfig(printOmniconfig(merged))).toEqual(merged);
        expect(merged.contexts).toMatchObject(left.contexts);
        const sum = [...Object.values(left.contexts), ...Object.values(right.contexts)];
        const urls = (contexts: readonly { readonly url: string }[]) => contexts.map(({ url }) => url).sort();
        expect(urls(Object.values(merged.contexts))).toEqual(urls(sum));
      }),
    );
  });

  it.each([
    ['contexts: []', 'contexts is not a mapping'],
    ['contexts: {a: {url: 1}}', 'url is not a text'],
  ])('is refused when it says %s', (text, reason) => {
    expect(() => parseOmniconfig(text)).toThrow(reason);
  });

  it('names the contexts it has when it lacks the one asked for', () => {
    expect(() => omniconfigContext(parseOmniconfig(FILE), 'other')).toThrow(
      expect.objectContaining({ code: 'not_found', hint: 'It has: default.' }),
    );
    expect(() => switchOmniconfigContext(EMPTY_OMNICONFIG, 'other')).toThrow(
      expect.objectContaining({ hint: 'It has no contexts at all.' }),
    );
  });

  it('has no identity where none was given', () => {
    const config = addOmniconfigContext(EMPTY_OMNICONFIG, 'a', { url: 'https://a.example', identity: '' });

    expect(parse(printOmniconfig(config))).toMatchObject({ contexts: { a: { url: 'https://a.example', auth: {} } } });
    expect(parseOmniconfig(printOmniconfig(config))).toEqual(config);
  });

  it('whose URL was never set is refused when it is used', () => {
    const config = parseOmniconfig(FILE.replace('https://acct.omni.example', '<placeholder_url>'));

    expect(() => omniconfigContext(config)).toThrow('the URL of context default has not been set');
  });
});

describe('a file that is no omniconfig', () => {
  it.each([
    ['an alias without its anchor', 'contexts: *secret'],
    [
      'aliases that grow without end',
      'a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c]',
    ],
    ['broken YAML', 'contexts: {'],
    ['a text', 'secret'],
    ['contexts that are a list', 'contexts: [secret]'],
    ['a context that is a text', 'contexts: {a: secret}'],
    ['a URL that is a number', 'contexts: {a: {url: 1}}'],
  ])('is refused, without a word of its content: %s', (_name, text) => {
    const refused = expect.objectContaining({
      code: 'configuration_invalid',
      message: expect.not.stringContaining('secret'),
    });

    expect(() => parseOmniconfig(text)).toThrow(refused);
  });
});

describe('a talosconfig', () => {
  it('keeps its contexts and what it does not know when another is merged in', () => {
    const existing = 'context: demo\ncontexts:\n    demo:\n        endpoints: [old]\n        crt: abc\nextra: 1\n';
    const fetched = 'context: demo\ncontexts:\n    demo:\n        endpoints: [new]\n';

    const { text, context, renames } = mergeTalosconfig(existing, fetched);

    expect(parse(text)).toEqual({
      context: 'demo-1',
      contexts: { demo: { endpoints: ['old'], crt: 'abc' }, 'demo-1': { endpoints: ['new'] } },
      extra: 1,
    });
    expect({ context, renames }).toEqual({ context: 'demo-1', renames: [{ from: 'demo', to: 'demo-1' }] });
  });
});

describe('configuration files', () => {
  it('can only be read by their owner, and leave nothing else behind', async () => {
    const path = join(directory, 'deep', 'er', 'config');

    await writeConfigFile(path, 'one');
    await writeConfigFile(path, Buffer.from('two'));

    expect(await readConfigFile(path)).toBe('two');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(directory, 'deep', 'er'))).toEqual(['config']);
  });

  it('stay links when they are links', async () => {
    const [real, link] = [join(directory, 'real'), join(directory, 'link')];
    await writeFile(real, 'old');
    await symlink(real, link);

    await writeConfigFile(link, 'new');

    expect(await readConfigFile(real)).toBe('new');
    expect(await readConfigFile(join(directory, 'missing'))).toBeUndefined();
    await expect(readConfigFile(directory)).rejects.toMatchObject({ code: 'configuration_invalid' });
    await expect(writeConfigFile(directory, 'x')).rejects.toMatchObject({ code: 'configuration_invalid' });
  });

  it('are looked for where omnictl looks', async () => {
    const env = { TALOS_HOME: join(directory, 'talos'), XDG_CONFIG_HOME: join(directory, 'xdg') };
    const old = join(directory, 'xdg', 'omni', 'config');
    await writeConfigFile(old, FILE);

    const found = await readOmniconfig({ env });
    const written = await writeOmniconfig(found.config, { env });

    expect(found.path).toBe(old);
    expect(written).toBe(join(directory, 'talos', 'omni', 'config'));
    expect((await readOmniconfig({ env })).path).toBe(written);
    expect(omniconfigPaths({ ...env, OMNICONFIG: '/x' })).toEqual(['/x']);
    expect(omniconfigPaths({}, '/home/u')).toEqual(['/home/u/.talos/omni/config', '/home/u/.config/omni/config']);
    await expect(readOmniconfig({ path: join(directory, 'none') })).rejects.toMatchObject({ code: 'not_found' });
  });
});

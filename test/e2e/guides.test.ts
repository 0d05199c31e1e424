import { access, readdir, readFile } from 'node:fs/promises';
import { loadTemplateFile, OmniClient, parseServiceAccountKey } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeIn, runAsProgram } from './document-code.ts';

const core = new URL('../../packages/omni-core/', import.meta.url);
const fleet = 'packages/omni-core/examples/fleet';
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ controllers: { tickMs: 10 } });
  await using omni = new OmniClient({
    endpoint: sandbox.endpoint,
    credentials: await parseServiceAccountKey(sandbox.serviceAccountKey),
  });
  await omni.templates.sync(await loadTemplateFile(`${fleet}/harbour.yaml`));
  await omni.clusters.waitUntilReady('harbour', { intervalMs: 100 });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

describe('the code of a guide', () => {
  it.each([
    ['drift', /no drift in 1 cluster\ntrue\n1\n$/],
    ['templates', /harbour: \d+ unchanged\nplan [0-9a-f]{64}/],
    ['migrating-from-omnictl', /Cluster "harbour" RUNNING Ready/],
    ['resources', /1\.34\.1.*3 machines/],
    ['clusters', /Cluster "harbour" RUNNING Ready[\s\S]*\.snapshot\nOK\n$/],
    ['users-and-service-accounts', /ada@example\.com Operator[\s\S]*deployer Operator 2/],
    ['performance', /\d+ machines are connected\n\d+ versions of Talos\n$/],
    ['connections', /^true reachable ok.*key ok\n5 machines through the gateway\n$/],
    ['troubleshooting', /Clusters\.omni\.sidero\.dev\(default\/atlantis\) does not exist/],
  ])(
    'runs from top to bottom: %s',
    async (name, prints) => {
      const code = (await codeIn(`packages/omni-core/docs/${name}.md`)).join('\n');

      const printed = await runAsProgram(code, { name, sandbox, directory: fleet });

      expect(printed).toMatch(prints);
    },
    60_000,
  );
});

describe('the guides', () => {
  it('explain every code of an OmniError once', async () => {
    const source = await readFile(new URL('src/errors/omni-error.ts', core), 'utf8');
    const [, union = ''] = /type OmniErrorCode =([\s\S]*?);/.exec(source) ?? [];
    const codes = Array.from(union.matchAll(/'(\w+)'/g), ([, code = '']) => code);

    const guide = await readFile(new URL('docs/troubleshooting.md', core), 'utf8');
    const explained = Array.from(guide.matchAll(/^\| `(\w+)` \|/gm), ([, code = '']) => code);

    expect(codes.length).toBeGreaterThan(20);
    expect(explained.toSorted()).toEqual(codes.toSorted());
  });

  it('are all in the index', async () => {
    const guides = (await readdir(new URL('docs/', core))).filter(
      (file) => file.endsWith('.md') && file !== 'README.md',
    );

    const index = await readFile(new URL('docs/README.md', core), 'utf8');

    expect(guides.filter((guide) => !index.includes(`](${guide})`))).toEqual([]);
  });

  it('link only to what is there', async () => {
    const docs = new URL('docs/', core);
    const files = (await readdir(docs)).filter((file) => file.endsWith('.md'));
    const broken: string[] = [];
    for (const file of files) {
      const text = await readFile(new URL(file, docs), 'utf8');
      for (const [, link = ''] of text.matchAll(/\]\(([^)#]+)\)/g)) {
        await access(new URL(link, docs)).catch(() => broken.push(`${file}: ${link}`));
      }
    }

    expect(broken).toEqual([]);
  });
});

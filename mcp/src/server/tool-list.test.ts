import { readFile } from 'node:fs/promises';
import { createServiceAccountKey, OmniClient, parseServiceAccountKey } from '@fleetwright/omni-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import { hintsOf, RISKS } from '../catalogue/risk.ts';
import { ACCESS_LEVELS, type Access } from '../catalogue/tier.ts';
import { toolsDocument } from '../catalogue/tools-document.ts';
import { inProcess, legacyClient, modernClient } from '../testing/clients.ts';
import { createOmniMcp, type OmniMcp } from './create-omni-mcp.ts';
import { VERSION } from './version.ts';

interface Listed {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: { readonly properties?: Record<string, { readonly description?: string }> };
  readonly outputSchema?: object;
  readonly annotations?: Record<string, unknown>;
}

let mcp: (access: Access) => OmniMcp;

beforeAll(async () => {
  const credentials = await parseServiceAccountKey((await createServiceAccountKey({ name: 'test' })).serviceAccountKey);
  const endpoint = 'http://127.0.0.1:1';
  const reader = new OmniClient({ endpoint, credentials, readOnly: true });
  const writer = new OmniClient({ endpoint, credentials });
  mcp = (access) => createOmniMcp({ instance: access === 'read' ? { reader } : { reader, writer }, access });
});

async function listed(access: Access): Promise<readonly Listed[]> {
  await using client = await modernClient(inProcess(mcp(access)));
  return (await client.tools()) as readonly Listed[];
}

describe('the list of tools', () => {
  it.each([
    ['read', 14_000],
    ['destroy', 32_000],
  ] as const)('fits the budget at access %s', async (access, most) => {
    const bytes = Buffer.byteLength(JSON.stringify(await listed(access)));

    expect(bytes).toBeLessThan(most);
  });

  it.each(ACCESS_LEVELS)('is what was reviewed at access %s', async (access) => {
    await expect(JSON.stringify(await listed(access), undefined, 1)).toMatchFileSnapshot(
      `../../test/snapshots/tools-${access}.snap`,
    );
  });

  it('is the same for both generations of clients', async () => {
    await using legacy = await legacyClient(inProcess(mcp('destroy')));

    const names = (await legacy.tools()).map(({ name }) => name);

    expect(names).toEqual((await listed('destroy')).map(({ name }) => name));
  });

  it.each(ACCESS_LEVELS)('tells everything about every tool at access %s', async (access) => {
    for (const { name, title, description, inputSchema, outputSchema, annotations } of await listed(access)) {
      expect(title, name).toBeTruthy();
      expect(description?.length ?? 999, name).toBeLessThan(350);
      expect(outputSchema, name).toBeDefined();
      expect(annotations, name).toEqual(hintsOf(name as keyof typeof RISKS, access));
      expect(name).toMatch(/^omni_[a-z_]{1,27}$/);
      const lengths = Object.values(inputSchema.properties ?? {}).map((property) => property.description?.length ?? 0);
      expect(Math.max(0, ...lengths), name).toBeLessThanOrEqual(140);
    }
  });

  it('calls exactly the tools that cannot write read-only', () => {
    for (const { name, kind } of CATALOGUE) expect(hintsOf(name, 'destroy').readOnlyHint, name).toBe(kind === 'read');
    expect(CATALOGUE.map(({ name }) => name)).toEqual(Object.keys(RISKS));
  });
});

describe('the composition', () => {
  it('refuses clients that do not match the access level', async () => {
    const credentials = await parseServiceAccountKey((await createServiceAccountKey({ name: 'x' })).serviceAccountKey);
    const reader = new OmniClient({ endpoint: 'http://127.0.0.1:1', credentials, readOnly: true });
    const writer = new OmniClient({ endpoint: 'http://127.0.0.1:1', credentials });

    const refused = expect.objectContaining({ code: 'configuration_invalid' });
    expect(() => createOmniMcp({ instance: { reader: writer } })).toThrow(refused);
    expect(() => createOmniMcp({ instance: { reader, writer } })).toThrow(refused);
    expect(() => createOmniMcp({ instance: { reader }, access: 'operate' })).toThrow(refused);
    expect(() => createOmniMcp({ instance: { reader, writer: reader }, access: 'operate' })).toThrow(refused);
  });

  it('offers only the tools that were chosen, and refuses ones it cannot offer', async () => {
    const credentials = await parseServiceAccountKey((await createServiceAccountKey({ name: 'x' })).serviceAccountKey);
    const instance = { reader: new OmniClient({ endpoint: 'http://127.0.0.1:1', credentials, readOnly: true }) };

    const chosen = createOmniMcp({ instance, tools: ['omni_get', 'omni_list'] });

    expect(chosen.tools.map(({ name }) => name)).toEqual(['omni_list', 'omni_get']);
    expect(() => createOmniMcp({ instance, tools: ['omni_apply'] })).toThrow(/no tool omni_apply at access read/);
  });

  it('carries the version of the package', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));

    expect(VERSION).toBe(version);
  });
});

describe('docs/tools.md', () => {
  it('says what the code says (npm run docs -w @fleetwright/mcp writes it)', async () => {
    const written = await readFile(new URL('../../docs/tools.md', import.meta.url), 'utf8');

    expect(written).toBe(toolsDocument());
  });
});

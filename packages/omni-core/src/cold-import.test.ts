import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Packages in the first chunk of a bundle: what is loaded before the first line of a program runs. */
async function loadedBy(program: string): Promise<readonly string[]> {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: HERE, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    outdir: HERE,
    splitting: true,
    format: 'esm',
    platform: 'node',
    conditions: ['fleetwright-source'],
    logLevel: 'silent',
  });
  const [first] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === '<stdin>') ?? [];
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind } of metafile.outputs[file]?.imports ?? []) if (kind !== 'dynamic-import') visit(path);
  };
  if (first !== undefined) visit(first);
  const inputs = [...seen].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
  const packages = inputs.map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? 'fleetwright');
  return [...new Set(packages)];
}

/** True when a package has been loaded by this process. Each test file has one of its own. */
function isLoaded(name: string): boolean {
  return Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes(`/node_modules/${name}/`));
}

const HEAVY = /^(openpgp|@grpc|https-proxy-agent|@aws-sdk|@smithy|@opentelemetry)/;

describe('importing omni-core', () => {
  it('loads none of gRPC, openpgp, OpenTelemetry and the AWS client, whatever is used of it', async () => {
    const packages = await loadedBy(`export * from './index.ts'`);

    expect(packages).toContain('fleetwright');
    expect(packages.filter((name) => HEAVY.test(name))).toEqual([]);
  });

  it('loads no YAML parser and no diff through its client entry', async () => {
    const packages = await loadedBy(`export * from './client/index.ts'`);

    expect(packages).toContain('fleetwright');
    expect(packages.filter((name) => HEAVY.test(name) || ['yaml', 'diff', 'semver'].includes(name))).toEqual([]);
  });

  it('loads protobufjs with the first message and gRPC with the first call', async () => {
    const { OmniClient, newResource, types } = await import('./client/index.ts');
    const key = { fingerprint: 'none', expires: undefined, sign: () => new Uint8Array() };
    const credentials = { identity: 'nobody', key };
    await using client = new OmniClient({ endpoint: 'http://127.0.0.1:9', credentials, retry: { attempts: 1 } });
    const loaded = () => ['protobufjs', '@grpc/grpc-js'].filter(isLoaded);
    const before = loaded();

    const cluster = newResource(types.Cluster, { id: 'demo' });
    const afterMessage = loaded();
    await expect(client.resources.create(cluster)).rejects.toMatchObject({ code: 'unavailable' });

    expect([before, afterMessage, loaded()]).toEqual([[], ['protobufjs'], ['protobufjs', '@grpc/grpc-js']]);
  });

  it('loads no AWS client through its aws entry', async () => {
    expect(await loadedBy(`export * from './aws/index.ts'`)).toEqual(['fleetwright']);
  });
});

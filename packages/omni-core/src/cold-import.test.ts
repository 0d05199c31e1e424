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

const HEAVY = /^(openpgp|@aws-sdk|@smithy|@opentelemetry)/;

describe('importing omni-core', () => {
  it('loads neither openpgp nor OpenTelemetry nor the AWS client, whatever is used of it', async () => {
    const packages = await loadedBy(`export * from './index.ts'`);

    expect(packages).toContain('@grpc/grpc-js');
    expect(packages.filter((name) => HEAVY.test(name))).toEqual([]);
  });

  it('loads no YAML parser and no diff through its client entry', async () => {
    const packages = await loadedBy(`export * from './client/index.ts'`);

    expect(packages).toContain('@grpc/grpc-js');
    expect(packages.filter((name) => HEAVY.test(name) || ['yaml', 'diff', 'semver'].includes(name))).toEqual([]);
  });

  it('loads protobufjs when the first message is written or read', async () => {
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('protobufjs'));
    const { newResource, types } = await import('./client/index.ts');
    const before = loaded();

    newResource(types.Cluster, { id: 'demo' });

    expect([before, loaded()]).toEqual([false, true]);
  });

  it('loads no AWS client through its aws entry', async () => {
    expect(await loadedBy(`export * from './aws/index.ts'`)).toEqual(['fleetwright']);
  });
});

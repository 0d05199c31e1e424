import { describe, expect, it } from 'vitest';
import { bundleFunction, type FunctionName } from './bundle-function.ts';

/** What a function may carry of omni-core without paying for it at every cold start. */
const LIGHT = [
  'index.ts',
  'errors/omni-error.ts',
  'redaction/log-value.ts',
  'redaction/pattern-net.ts',
  'templates/plan/guard.ts',
];

/** Paths of the sources whose code is in the bundle. */
async function contents(name: FunctionName): Promise<string[]> {
  const { metafile } = await bundleFunction(name, { write: false });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  );
}

describe('bundleFunction', () => {
  it.each(['git-push', 'template-sync', 'drift-report'] as const)(
    'leaves gRPC, OpenPGP and YAML out of %s',
    async (name) => {
      const paths = await contents(name);

      const rooms = paths.filter((path) => path.includes('omni-core/')).map((path) => path.split('/src/')[1] ?? path);
      expect(paths.filter((path) => /node_modules\/(@grpc|openpgp|protobufjs|yaml|diff)\//.test(path))).toEqual([]);
      expect(rooms.filter((path) => !LIGHT.includes(path))).toEqual([]);
    },
  );

  it('leaves openpgp and the server of gRPC out of the worker', async () => {
    const paths = await contents('worker');

    expect(paths.filter((path) => /node_modules\/(openpgp|@grpc\/proto-loader)\//.test(path))).toEqual([]);
    expect(paths).not.toContain('../node_modules/@grpc/grpc-js/build/src/server-call.js');
    expect(paths).toContain('../node_modules/@grpc/grpc-js/build/src/client.js');
  });
});

import { fileURLToPath } from 'node:url';
import { type BuildOptions, type BuildResult, build } from 'esbuild';
import { grpcClientOnly } from './slim/grpc-client-only.ts';

/** The functions of serverless.yml, each with an entry of this name in src/lambda/. */
export const FUNCTION_NAMES = ['git-push', 'template-sync', 'worker', 'drift-report'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

const workspace = new URL('..', import.meta.url);

/** Packages that Lambda never uses, by what stands in for them: a fifth of every zip. */
const LEFT_OUT = {
  '@aws-sdk/credential-provider-node': './scripts/slim/credentials.ts',
  '@grpc/proto-loader': './scripts/slim/proto-loader.ts',
  openpgp: './scripts/slim/openpgp.ts',
};

/** How everything that runs on Lambda is bundled. */
export const LAMBDA_BUNDLE = {
  absWorkingDir: fileURLToPath(workspace),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Naming one condition drops esbuild's own `module`, without which the SDK comes as CommonJS that cannot be shaken.
  conditions: ['fleetwright-source', 'module'],
  mainFields: ['module', 'main'],
  alias: LEFT_OUT,
  plugins: [grpcClientOnly],
  minify: true,
  legalComments: 'external',
  logLevel: 'warning',
  // CommonJS dependencies ask for Node's own modules by require(), which an ES module does not have.
  banner: {
    js: "import { createRequire as fleetwrightRequire } from 'node:module'; const require = fleetwrightRequire(import.meta.url);",
  },
} satisfies BuildOptions;

/** Directory the function is bundled into, ending in a slash. */
export function bundleDirectory(name: FunctionName): URL {
  return new URL(`dist/${name}/`, workspace);
}

/**
 * Bundles one function with everything it imports, the AWS SDK included: what runs is what the lockfile names. The
 * output depends on the sources alone, so packaging twice gives the same bytes.
 */
export async function bundleFunction(
  name: FunctionName,
  { write }: { readonly write: boolean },
): Promise<BuildResult<{ metafile: true }>> {
  return build({
    ...LAMBDA_BUNDLE,
    entryPoints: [`src/lambda/${name}.ts`],
    outfile: fileURLToPath(new URL('index.mjs', bundleDirectory(name))),
    metafile: true,
    write,
  });
}

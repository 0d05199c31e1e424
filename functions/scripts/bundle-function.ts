import { fileURLToPath } from 'node:url';
import { type BuildResult, build } from 'esbuild';

/** The functions of serverless.yml, each with an entry of this name in src/lambda/. */
export const FUNCTION_NAMES = ['git-push', 'template-sync', 'worker', 'drift-report'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

const workspace = new URL('..', import.meta.url);

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
    absWorkingDir: fileURLToPath(workspace),
    entryPoints: [`src/lambda/${name}.ts`],
    outfile: fileURLToPath(new URL('index.mjs', bundleDirectory(name))),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    conditions: ['fleetwright-source'],
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'external',
    metafile: true,
    write,
    logLevel: 'warning',
    // CommonJS dependencies ask for Node's own modules by require(), which an ES module does not have.
    banner: {
      js: "import { createRequire as fleetwrightRequire } from 'node:module'; const require = fleetwrightRequire(import.meta.url);",
    },
  });
}

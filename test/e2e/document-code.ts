import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Sandbox } from '@fleetwright/omni-sandbox';

const root = new URL('../../', import.meta.url);
const programs = new URL('.cache/documents/', root);

/** The TypeScript blocks of a document, in order. */
export async function codeIn(path: string): Promise<readonly string[]> {
  const text = await readFile(new URL(path, root), 'utf8');
  return Array.from(text.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code);
}

/**
 * Runs code of a document as its reader would: as a program of its own, against the sandbox, in the given directory.
 * @returns what it prints
 */
export async function runAsProgram(
  code: string,
  { name, sandbox, directory }: { readonly name: string; readonly sandbox: Sandbox; readonly directory: string },
): Promise<string> {
  const file = new URL(`${name}.ts`, programs);
  await mkdir(programs, { recursive: true });
  await writeFile(file, code);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=fleetwright-source', fileURLToPath(file)],
    {
      cwd: fileURLToPath(new URL(directory, root)),
      env: { ...process.env, OMNI_ENDPOINT: sandbox.endpoint, OMNI_SERVICE_ACCOUNT_KEY: sandbox.serviceAccountKey },
    },
  );
  return stdout;
}

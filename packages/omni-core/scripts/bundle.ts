import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ChunkingContext, rolldown } from 'rolldown';

/**
 * Writes dist/ as a few files instead of one per source: Node spends most of an import on finding and reading files, so
 * that a program starts in a fraction of the time. Run by `npm run build`, before tsc adds the types.
 */

const core = join(import.meta.dirname, '..');
const source = (entry: string): string => join(core, 'src', `${entry}.ts`);
const ENTRIES = ['index', 'client/index', 'aws/index', 'wire/index', 'testing/index'];
/** What the first call of a client loads. */
const TRANSPORTS = ['transport/grpc-transport', 'transport/http/http-transport'];
/** Modules an entry imports at once, by the entry. */
const closures = new Map<string, ReadonlySet<string>>();

rmSync(join(core, 'dist'), { recursive: true, force: true });
await using bundle = await rolldown({
  cwd: core,
  input: Object.fromEntries(ENTRIES.map((entry) => [entry, source(entry)])),
  platform: 'node',
  // Packages, Node's modules, and what package.json names in `imports`; not what rolldown brings for newer syntax.
  external: (id) => !/^[./]|@oxc-project/.test(id),
  // The oldest that package.json promises.
  transform: { target: 'node22.19' },
});
const { output } = await bundle.write({
  dir: join(core, 'dist'),
  format: 'esm',
  chunkFileNames: '[name].js',
  // The declarations carry them.
  comments: { jsdoc: false },
  codeSplitting: { groups: [{ name: groupOf, debugName: 'what is imported at once' }] },
});
for (const chunk of output) {
  if (chunk.type !== 'chunk') continue;
  console.log(`${String(Math.round(chunk.code.length / 1000)).padStart(5)} kB ${chunk.fileName}`);
  const isFirstCall = TRANSPORTS.some((entry) => chunk.facadeModuleId === source(entry));
  if (isFirstCall && chunk.imports.includes('library.js')) throw new Error(`${chunk.fileName} loads the whole library`);
}

/**
 * The file a module goes to: what the client imports at once is one, what the main entry adds another. What calls load
 * when they need it (transports, openpgp) has files of its own; rolldown divides the rest.
 */
function groupOf(module: string, context: ChunkingContext): string | null {
  const isImportedBy = (entry: string): boolean => importedAtOnce(entry, context).has(module);
  if (isImportedBy('client/index')) return 'client';
  if (!isImportedBy('index')) return null;
  // A first call that needed one function of the main entry would load all of it, YAML and semver included.
  return TRANSPORTS.some(isImportedBy) ? 'client' : 'library';
}

/** The modules, the entry included. */
function importedAtOnce(entry: string, context: ChunkingContext): ReadonlySet<string> {
  const known = closures.get(entry);
  if (known !== undefined) return known;
  const modules = new Set([source(entry)]);
  for (const module of modules)
    for (const imported of context.getModuleInfo(module)?.importedIds ?? []) modules.add(imported);
  closures.set(entry, modules);
  return modules;
}

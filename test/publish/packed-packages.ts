import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Workspaces that are published; each is built from those before it. */
const PUBLISHED = ['packages/omni-core', 'packages/omni-sandbox', 'mcp'] as const;

/** One package as npm would send it to a registry. */
export interface PackedPackage {
  /** Path of the tarball. */
  readonly tarball: string;
  /** Paths inside the package. */
  readonly files: readonly string[];
  readonly manifest: PublishedManifest;
}

/** The parts of a package.json that the checks are about. */
export interface PublishedManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly access?: string };
}

/** Builds and packs everything that is published, with the command a release uses. */
export async function packPackages(directory: string): Promise<readonly PackedPackage[]> {
  const packed: PackedPackage[] = [];
  for (const workspace of PUBLISHED) {
    const printed = await runCommand('npm', ['pack', '--pack-destination', directory, '-w', workspace], { cwd: root });
    // What the package's own scripts print stands before the name of the file.
    const tarball = path.join(directory, printed.trim().split('\n').at(-1) ?? '');
    const manifest: PublishedManifest = JSON.parse(await textInside(tarball, 'package.json'));
    packed.push({ tarball, manifest, files: await filesInside(tarball) });
  }
  return packed;
}

/** The text of one file of a tarball. */
export function textInside(tarball: string, file: string): Promise<string> {
  return runCommand('tar', ['-xzOf', tarball, `package/${file}`]);
}

async function filesInside(tarball: string): Promise<readonly string[]> {
  const listed = await runCommand('tar', ['-tzf', tarball]);
  return listed
    .trim()
    .split('\n')
    .map((file) => file.replace(/^package\//, ''));
}

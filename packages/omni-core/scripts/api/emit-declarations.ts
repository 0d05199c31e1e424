import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const core = fileURLToPath(new URL('../../', import.meta.url));
const compiler = fileURLToPath(new URL('../../../../node_modules/.bin/tsc', import.meta.url));

/** What stands for the generated messages in a report. */
const MESSAGES_PACKAGE = 'protos';

/**
 * Writes the declarations of the library into an empty directory. The messages that are generated from protos/ become a
 * package of their own there, so that a report names them but does not repeat four thousand lines of them: what people
 * review is protos/.
 *
 * @throws when the library does not compile; the compiler has then said why
 */
export function emitDeclarations(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  execFileSync(compiler, ['-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', directory], {
    cwd: core,
    stdio: 'inherit',
  });
  const generated = path.join(directory, 'wire/gen');
  const aside = path.join(directory, 'node_modules', MESSAGES_PACKAGE);
  mkdirSync(path.dirname(aside), { recursive: true });
  renameSync(generated, aside);
  const manifest = { name: MESSAGES_PACKAGE, version: '0.0.0', type: 'module', exports: { './*': './*.d.ts' } };
  writeFileSync(path.join(aside, 'package.json'), JSON.stringify(manifest));
  for (const file of declarationsIn(directory)) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(['"])(\.[^'"\n]*\/gen\/[\w-]+)\.ts\1/g, setAside(file, generated)));
  }
}

/** Replaces a path into the generated messages by the name of their package, and leaves any other. */
function setAside(file: string, generated: string) {
  return (specifier: string, quote: string, relative: string): string => {
    const target = path.resolve(path.dirname(file), relative);
    if (path.dirname(target) !== generated) return specifier;
    return `${quote}${MESSAGES_PACKAGE}/${path.basename(target)}${quote}`;
  };
}

function declarationsIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts') && !file.startsWith('node_modules'))
    .map((file) => path.join(directory, file));
}

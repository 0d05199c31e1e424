import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type MachineConfigSchema, machineConfigSchema } from '@fleetwright/omni-core';

const run = promisify(execFile);

const MACHINERY = 'github.com/siderolabs/talos/pkg/machinery';

/**
 * The schemas that come with the Talos module omnictl is built from: the current one, and the last that names what
 * Talos has deprecated since and still reads.
 */
export async function talosSchema(options: { readonly showValues: boolean }): Promise<MachineConfigSchema> {
  const cwd = path.resolve(import.meta.dirname, '..');
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', MACHINERY], { cwd });
  const files = ['config.schema.json', 'v1alpha1_config.schema.json'];
  const texts = await Promise.all(
    files.map((file) => readFile(path.join(stdout.trim(), 'config/schemas', file), 'utf8')),
  );
  return machineConfigSchema(
    texts.map((text): unknown => JSON.parse(text)),
    options,
  );
}

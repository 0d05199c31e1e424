import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitDescriptors } from './emit-descriptors.ts';
import { emitMessageMap, emitMessageTypes } from './emit-message-types.ts';
import { emitResourceTypeInfo, emitResourceTypes, type ResourceRecord } from './emit-resource-types.ts';
import { emitServices } from './emit-services.ts';
import { loadProtos } from './proto-model.ts';

const core = join(import.meta.dirname, '..');
const model = loadProtos(join(core, '../../protos'));
const records = JSON.parse(readFileSync(join(core, 'data/resources.json'), 'utf8')) as readonly ResourceRecord[];

write(join(core, 'src/wire/gen'), [
  ...emitMessageTypes(model),
  ['messages.ts', emitMessageMap(model)],
  ['descriptors.ts', emitDescriptors(model)],
  ['services.ts', emitServices(model)],
]);
write(join(core, 'src/resources/gen'), [
  ['types.ts', emitResourceTypes(records)],
  ['resource-type-table.ts', emitResourceTypeInfo(records)],
]);

function write(directory: string, files: readonly (readonly [string, string])[]): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(directory, name), text);
}

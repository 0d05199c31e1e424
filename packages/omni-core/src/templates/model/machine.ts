import { type Decoder, struct } from '../decode/decoder.ts';
import { optionalBoolean, optionalTexts, text } from '../decode/scalars.ts';
import { type Descriptors, descriptorFields } from './descriptors.ts';
import { type Patch, patches } from './patch.ts';

/** Where Talos is installed; both empty leaves it to Talos. */
export interface MachineInstall {
  readonly disk: string;
  /** CEL expression over the machine's disks. */
  readonly diskSelector: string;
}

/** The `Machine` document: what is said about one machine of a set. */
export interface MachineModel extends Descriptors {
  readonly kind: 'Machine';
  /** Machine id. */
  readonly name: string;
  /** `false` takes a lock away; saying nothing leaves it to whoever locked the machine. */
  readonly locked: boolean | undefined;
  readonly install: MachineInstall;
  readonly patches: readonly Patch[];
  readonly systemExtensions: readonly string[] | undefined;
  readonly kernelArgs: readonly string[] | undefined;
}

const decodeDisk = struct<Pick<MachineInstall, 'disk'>>('models.MachineInstall', { disk: text });
const decodeInstall = struct<MachineInstall>('models.MachineInstall', { disk: text, diskSelector: text });

const install: Decoder<MachineInstall> = (node, context) =>
  context.dialect.installDisk === 'install-disk-config'
    ? decodeInstall(node, context)
    : { ...decodeDisk(node, context), diskSelector: '' };

export const machineModel = struct<MachineModel>('models.Machine', {
  kind: () => 'Machine',
  name: text,
  ...descriptorFields,
  locked: optionalBoolean,
  install,
  patches,
  systemExtensions: optionalTexts,
  kernelArgs: optionalTexts,
});

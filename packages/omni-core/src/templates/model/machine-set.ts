import { optional, struct } from '../decode/decoder.ts';
import { optionalTexts, text, texts } from '../decode/scalars.ts';
import { type Descriptors, descriptorFields } from './descriptors.ts';
import { type MachineClassModel, machineClass } from './machine-class.ts';
import { type Patch, patches } from './patch.ts';
import { type Strategy, strategy } from './strategy.ts';

/** Where a control plane is restored from. */
export interface BootstrapSpecModel {
  readonly clusterUUID: string;
  readonly snapshot: string;
}

/** What `ControlPlane` and `Workers` documents have in common. */
export interface MachineSetModel<Kind extends 'ControlPlane' | 'Workers' = 'ControlPlane' | 'Workers'>
  extends Descriptors {
  readonly kind: Kind;
  /** Empty for control planes and for the default workers. */
  readonly name: string;
  readonly bootstrapSpec: BootstrapSpecModel | undefined;
  readonly machines: readonly string[];
  readonly machineClass: MachineClassModel | undefined;
  readonly updateStrategy: Strategy | undefined;
  readonly deleteStrategy: Strategy | undefined;
  readonly upgradeStrategy: Strategy | undefined;
  readonly patches: readonly Patch[];
  readonly systemExtensions: readonly string[] | undefined;
  readonly kernelArgs: readonly string[] | undefined;
}

function machineSetModel<Kind extends 'ControlPlane' | 'Workers'>(kind: Kind) {
  return struct<MachineSetModel<Kind>>(`models.${kind}`, {
    kind: () => kind,
    name: text,
    ...descriptorFields,
    bootstrapSpec: optional(struct<BootstrapSpecModel>('models.BootstrapSpec', { clusterUUID: text, snapshot: text })),
    machines: texts,
    machineClass,
    updateStrategy: strategy,
    deleteStrategy: strategy,
    upgradeStrategy: strategy,
    patches,
    systemExtensions: optionalTexts,
    kernelArgs: optionalTexts,
  });
}

export const controlPlaneModel = machineSetModel('ControlPlane');
export const workersModel = machineSetModel('Workers');

import { types } from '../resources/registry.ts';
import type * as specs from '../wire/gen/specs.ts';
import { InfraMachineConfigSpec } from '../wire/gen/specs.ts';
import { problem } from './resource-problem.ts';
import type { TypeRules } from './type-rules.ts';

const MAX_KERNEL_ARGS = 64;
const MAX_KERNEL_ARG_BYTES = 256;

const { ACCEPTED } = InfraMachineConfigSpec.AcceptanceStatus;

export const kernelArgsRules: TypeRules<specs.KernelArgsSpec> = {
  create: ({ spec: { args } }) => [
    args.length > MAX_KERNEL_ARGS &&
      problem('spec.args', `too many kernel args: ${args.length}, the limit is ${MAX_KERNEL_ARGS}`),
    ...args.map(
      (arg, index) =>
        Buffer.byteLength(arg) > MAX_KERNEL_ARG_BYTES &&
        problem(`spec.args[${index}]`, `kernel arg is longer than ${MAX_KERNEL_ARG_BYTES} bytes`),
    ),
  ],
};

/** Whether a selector is sound CEL is for the server to say. */
export const installDiskRules: TypeRules<specs.MachineInstallDiskConfigSpec> = {
  create: ({ spec: { disk, diskSelector } }) => [
    (disk === '') === (diskSelector === '') &&
      problem('spec', 'install disk config should have either disk or disk selector set'),
  ],
};

/** Accepting a bare-metal machine is final. */
export const infraMachineRules: TypeRules<specs.InfraMachineConfigSpec> = {
  update: (current, next) => [
    current.spec.acceptanceStatus === ACCEPTED &&
      next.spec.acceptanceStatus !== ACCEPTED &&
      problem('spec.acceptanceStatus', 'an accepted machine cannot be pending or rejected again'),
  ],
  remove: ({ metadata: { id }, spec: { acceptanceStatus } }, { lookup }) => [
    acceptanceStatus === ACCEPTED &&
      lookup?.find(types.Link, id) !== undefined &&
      problem('spec.acceptanceStatus', `the config of the accepted machine "${id}" cannot go while it is linked`),
  ],
};

export const forceDestroyRules: TypeRules<object> = {
  create: ({ metadata: { id } }, { lookup }) => [
    lookup !== undefined &&
      lookup.find(types.ClusterMachine, id) === undefined &&
      problem('metadata.id', `cluster machine "${id}" does not exist`),
  ],
};

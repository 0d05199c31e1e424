import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { printSelector } from '../selectors/print-selector.ts';
import type { LabelQuery } from '../state/query.ts';
import { GrpcTunnelMode, type MachineClassSpec } from '../wire/gen/specs.ts';
import type { BuiltMetadata } from './built-metadata.ts';

/** Machines an infra provider makes when they are needed. */
export interface ProvisionedMachines {
  readonly provider: string;
  /** What the provider needs to know, as its schema says; YAML. @default '' */
  readonly data?: string;
  /** @default none */
  readonly kernelArgs?: readonly string[];
  /** Values of Talos META keys. @default none */
  readonly metaValues?: Readonly<Record<number, string>>;
  /** Whether machines reach Omni through gRPC instead of WireGuard. @default the provider's choice */
  readonly grpcTunnel?: boolean;
}

/** A machine class: free machines that match one of several selectors, or machines that are made. */
export type BuildMachineClassOptions = BuiltMetadata & {
  readonly name: string;
} & (
    | { readonly selectors: readonly (string | LabelQuery)[]; readonly provision?: undefined }
    | { readonly selectors?: undefined; readonly provision: ProvisionedMachines }
  );

/** The resource of a machine class. Nothing is checked here: see `validateResource`. */
export function buildMachineClass(options: BuildMachineClassOptions): Resource<MachineClassSpec> {
  const { name, selectors = [], provision, labels = {}, annotations = {} } = options;
  return newResource(types.MachineClass, {
    id: name,
    labels,
    annotations,
    spec: {
      matchLabels: selectors.map((selector) => (typeof selector === 'string' ? selector : printSelector(selector))),
      ...(provision !== undefined && { autoProvision: provisionOf(provision) }),
    },
  });
}

function provisionOf({ provider, data = '', kernelArgs = [], metaValues = {}, grpcTunnel }: ProvisionedMachines) {
  const { UNSET, ENABLED, DISABLED } = GrpcTunnelMode;
  return {
    providerId: provider,
    providerData: data,
    kernelArgs: [...kernelArgs],
    metaValues: Object.entries(metaValues).map(([key, value]) => ({ key: Number(key), value })),
    grpcTunnel: grpcTunnel === undefined ? UNSET : grpcTunnel ? ENABLED : DISABLED,
  };
}

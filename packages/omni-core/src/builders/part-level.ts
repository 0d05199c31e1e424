import { LABELS } from '../resources/label-names.ts';

/** What a part of a cluster is for: all of it, the machines of one set, or one machine. */
export type PartLevel =
  | { readonly cluster: string; readonly machineSet?: undefined; readonly machine?: undefined }
  | {
      readonly cluster: string;
      /** Id of the machine set, e.g. `demo-workers`; `machineSetId` makes it. */
      readonly machineSet: string;
      readonly machine?: undefined;
    }
  | {
      readonly cluster: string;
      readonly machineSet?: undefined;
      /** UUID of the machine, for as long as it is in this cluster. */
      readonly machine: string;
    };

/** The labels that bind a part to its level. */
export function levelLabels({ cluster, machineSet, machine }: PartLevel): Readonly<Record<string, string>> {
  return {
    [LABELS.cluster]: cluster,
    ...(machineSet !== undefined && { [LABELS.machineSet]: machineSet }),
    ...(machine !== undefined && { [LABELS.clusterMachine]: machine }),
  };
}

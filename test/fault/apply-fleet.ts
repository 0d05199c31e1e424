import {
  LABELS,
  loadTemplate,
  type OmniClient,
  type Resource,
  readText,
  type Template,
  types,
} from '@fleetwright/omni-core';
import { memoryFiles } from '@fleetwright/omni-core/testing';
import { machineId } from '@fleetwright/omni-sandbox';

/** Plans of several processes can be compared. */
export const FINGERPRINT_KEY = new Uint8Array(32).fill(9);

/** A cluster before a change that has everything: creations, updates, and removals in both phases. */
export const BEFORE = fleet({
  kubernetes: 'v1.34.1',
  patches: { dns: 'a', gone: 'x' },
  workers: { workers: [3, 4], old: [5] },
});

/** The same cluster after it. */
export const AFTER = fleet({
  kubernetes: 'v1.34.2',
  patches: { dns: 'b', fresh: 'y' },
  workers: { workers: [4, 6], fresh: [7] },
});

interface Fleet {
  readonly kubernetes: string;
  /** Hostnames by name of the patch. */
  readonly patches: Readonly<Record<string, string>>;
  /** Numbers of machines by name of the set. */
  readonly workers: Readonly<Record<string, readonly number[]>>;
}

function fleet({ kubernetes, patches, workers }: Fleet): string {
  return [
    {
      kind: 'Cluster',
      name: 'demo',
      kubernetes: { version: kubernetes },
      talos: { version: 'v1.11.3' },
      patches: Object.entries(patches).map(([name, hostname]) => ({
        name,
        inline: { machine: { network: { hostname } } },
      })),
    },
    { kind: 'ControlPlane', machines: [machineId(1)] },
    ...Object.entries(workers).map(([name, numbers]) => ({
      kind: 'Workers',
      ...(name !== 'workers' && { name }),
      machines: numbers.map(machineId),
    })),
  ]
    .map((document) => JSON.stringify(document))
    .join('\n---\n');
}

/** Loads one of them for the Omni that a sandbox pretends to be. */
export async function loadFleet(text: string): Promise<Template> {
  return await loadTemplate(text, { files: memoryFiles({}), target: '1.9' });
}

/** What templates write, without versions and times. */
export async function contentsOf({ resources }: OmniClient): Promise<string[]> {
  const written = [types.Cluster, types.ConfigPatch, types.MachineSet, types.MachineSetNode] as const;
  const lists = await Promise.all(written.map((type) => resources.list<unknown>(type)));
  return lists
    .flat()
    .filter(({ metadata }) => metadata.owner === '')
    .map(contentOf)
    .sort();
}

function contentOf(resource: Resource): string {
  const { type, id, labels, phase } = resource.metadata;
  const { [LABELS.cluster]: cluster, [LABELS.machineSet]: set } = labels;
  const spec = type === types.ConfigPatch.type ? readText(resource) : Buffer.from(resource.specBytes).toString('hex');
  return [type, id, phase, cluster, set, spec].join(' ');
}

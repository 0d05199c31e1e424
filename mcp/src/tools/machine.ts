import {
  ANNOTATIONS,
  type JsonValue,
  LABELS,
  labelsEqual,
  OmniError,
  type RedactedResource,
  types,
} from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import { z } from 'zod';
import { readTool } from '../catalogue/tool.ts';
import { valueAt } from '../list/fields.ts';
import type { SafeOmni } from '../redaction/safe-omni.ts';

const machineFacts = z.object({
  id: z.string(),
  hostname: z.string(),
  cluster: z.string(),
  machine_set: z.string(),
  role: z.enum(['controlplane', 'worker', '']),
  connected: z.boolean(),
  stage: z.string(),
  ready: z.boolean(),
  locked: z.boolean(),
  pending_update: z.boolean().describe('Changes wait, e.g. for an unlock'),
  talos_version: z.string(),
  arch: z.string(),
  cores: z.string(),
  memory: z.string(),
  addresses: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  error: z.string(),
});

/** What is known about one machine. */
export const machine = readTool({
  name: 'omni_machine',
  title: 'Machine status',
  description:
    'Shows one machine by UUID, hostname or IP address: cluster, role, stage, lock, pending updates, hardware, network, labels. For raw facts use omni_get type=MachineStatus.',
  input: z.strictObject({ machine: z.string().min(1).max(300).describe('UUID, hostname or IP address') }),
  data: machineFacts,
  async run({ machine: wanted }, { omni }) {
    const status = await findMachine(omni, wanted);
    const { id } = status.metadata;
    const [inCluster, node, pending] = await Promise.all([
      omni.find(types.ClusterMachineStatus, id),
      omni.find(types.MachineSetNode, id),
      omni.find(types.MachinePendingUpdate, id),
    ]);
    const { labels } = status.metadata;
    const belongsTo = { ...node?.metadata.labels, ...inCluster?.metadata.labels };
    const stage = Number(inCluster?.spec['stage'] ?? 0);
    return {
      data: {
        id,
        hostname: text(valueAt(status.spec, 'network.hostname')),
        cluster: belongsTo[LABELS.cluster] ?? text(status.spec['cluster']),
        machine_set: belongsTo[LABELS.machineSet] ?? '',
        role: roleOf(belongsTo),
        connected: status.spec['connected'] === true,
        stage: inCluster === undefined ? '' : nameOf(stage, specs.ClusterMachineStatusSpec.Stage),
        ready: inCluster?.spec['ready'] === true,
        locked: node !== undefined && ANNOTATIONS.locked in node.metadata.annotations,
        pending_update: pending !== undefined,
        talos_version: text(status.spec['talosversion']),
        arch: text(valueAt(status.spec, 'hardware.arch')),
        cores: labels['omni.sidero.dev/cores'] ?? '',
        memory: labels['omni.sidero.dev/mem'] ?? '',
        addresses: texts(valueAt(status.spec, 'network.addresses')),
        labels: { ...labels },
        error: text(status.spec['lasterror']) || text(inCluster?.spec['lastconfigerror']),
      },
    };
  },
});

/** @throws {OmniError} `not_found`, or `invalid_argument` when several machines answer to the name */
async function findMachine(omni: SafeOmni, wanted: string): Promise<RedactedResource> {
  const byId = await omni.find(types.MachineStatus, wanted);
  if (byId !== undefined) return byId;
  const labelled = await omni.list(types.MachineStatus, { labels: labelsEqual({ [LABELS.hostname]: wanted }) });
  const found =
    labelled.total > 0
      ? labelled.resources
      : (await omni.list(types.MachineStatus)).resources.filter(answersTo(wanted));
  const [only, ...others] = found;
  if (only === undefined) {
    throw new OmniError('not_found', `There is no machine with the id, hostname or address ${wanted}.`, {
      hint: 'Use omni_list type=machinestatus to see the machines.',
    });
  }
  if (others.length > 0) {
    throw new OmniError('invalid_argument', `Several machines answer to ${wanted}.`, {
      hint: `Use one of the ids ${found.map(({ metadata }) => metadata.id).join(', ')}.`,
    });
  }
  return only;
}

function answersTo(wanted: string): (status: RedactedResource) => boolean {
  return ({ spec }) =>
    valueAt(spec, 'network.hostname') === wanted ||
    [...texts(valueAt(spec, 'network.addresses')), text(spec['managementaddress'])].some(
      (address) => address.replace(/\/\d+$/, '') === wanted,
    );
}

function roleOf(labels: Readonly<Record<string, string>>): z.output<typeof machineFacts>['role'] {
  if (labels[LABELS.machineSet] === undefined) return '';
  return LABELS.controlPlaneRole in labels ? 'controlplane' : 'worker';
}

function nameOf(value: number, names: Readonly<Record<string, number>>): string {
  return Object.entries(names).find(([, number]) => number === value)?.[0] ?? String(value);
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item: JsonValue) => typeof item === 'string') : [];
}

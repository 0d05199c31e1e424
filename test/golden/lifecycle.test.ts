import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeSpec,
  findResourceType,
  newResource,
  OmniClient,
  parseServiceAccountKey,
  type Resource,
  specs,
  types,
} from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { beforeAll, describe, expect, it, vi } from 'vitest';

/**
 * What watchers saw of one cluster of a real Omni, against what the sandbox shows for the same actions: the states
 * each resource goes through, in the order they first appear. How often one comes back and how long it lasts depends
 * on timing and is not compared. Every difference is listed with its reason.
 */
const EVENTS = join(import.meta.dirname, 'lifecycle', 'events.jsonl');
const [CONTROL_PLANE, WORKER] = ['7e82ca09-9b62-4f22-baf7-ce89875d420d', '00000000-0000-4000-8000-000000000002'];
const WAIT = { interval: 20, timeout: 20_000 } as const;
const FAST = { intervalMs: 20, timeoutMs: 20_000 } as const;

type Event = Pick<Resource<unknown>, 'type' | 'spec'> & {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: string;
  readonly gone: boolean;
};

/** States without a counterpart on the other side, and why. */
type Differences = Readonly<Record<string, string>>;

/** One aspect of a resource. */
interface Aspect {
  readonly name: string;
  readonly type: string;
  /** @default the resource of the cluster itself */
  readonly id?: string;
  /** The state an event shows; `undefined` for events that say nothing yet. */
  readonly state: (event: Event) => string | undefined;
  /** What only the sandbox shows. */
  readonly added?: Differences;
  /** What only the recording shows. */
  readonly missing?: Differences;
}

const ENDS = 'the recording ends before the cluster is gone';
const NEVER_CONFIGURED = 'the emulated worker never took its configuration';
const REAL_MACHINE = 'emulated machines came with Talos installed and change its version without a reboot';

const enumName = (values: Readonly<Record<string, number>>, value: number) =>
  Object.keys(values).find((name) => values[name] === value) ?? String(value);
const presence = ({ gone, phase }: Event) => (gone ? 'gone' : phase);

/** Of a set without machines, and of one whose machines are not ready yet, the phase says nothing. */
function setPhase({ gone, spec }: Event): string | undefined {
  const { phase, ready, machines } = spec as specs.MachineSetStatusSpec;
  if (gone) return 'gone';
  const settled = phase === specs.MachineSetPhase.Running && !ready;
  return settled || (machines?.total === 0 && machines.requested === 0 && phase === specs.MachineSetPhase.Running)
    ? undefined
    : enumName(specs.MachineSetPhase, phase);
}

function clusterPhase({ gone, spec }: Event): string | undefined {
  const { phase, machines } = spec as specs.ClusterStatusSpec;
  if (gone) return 'gone';
  const empty = machines?.total === 0 && machines.requested === 0;
  return empty && phase !== specs.ClusterStatusSpec.Phase.DESTROYING
    ? undefined
    : enumName(specs.ClusterStatusSpec.Phase, phase);
}

function upgradePhase({ gone, spec }: Event): string {
  const phases = specs.TalosUpgradeStatusSpec.Phase;
  return gone ? 'gone' : enumName(phases, (spec as specs.TalosUpgradeStatusSpec).phase);
}

function stage({ gone, spec }: Event): string {
  const stages = specs.ClusterMachineStatusSpec.Stage;
  return gone ? 'gone' : enumName(stages, (spec as specs.ClusterMachineStatusSpec).stage);
}

/** What waits for a machine. */
function pending({ gone, spec }: Event): string {
  const { upgrade, configDiff } = spec as specs.MachinePendingUpdatesSpec;
  if (gone) return 'nothing waits';
  return [upgrade !== undefined && 'a version', configDiff !== '' && 'a configuration'].filter(Boolean).join(' and ');
}

/** Whether a machine has taken over a configuration yet. */
function configured({ gone, spec }: Event): string {
  const { clusterMachineConfigSha256 } = spec as specs.ClusterMachineConfigStatusSpec;
  return gone ? 'gone' : clusterMachineConfigSha256 === '' ? 'not configured' : 'configured';
}

const ASPECTS: readonly Aspect[] = [
  { name: 'the cluster', type: types.Cluster.type, state: presence, added: { gone: ENDS } },
  { name: 'a machine set', type: types.MachineSet.type, id: 'workers', state: presence, added: { gone: ENDS } },
  { name: 'the phase of the cluster', type: types.ClusterStatus.type, state: clusterPhase, added: { gone: ENDS } },
  {
    name: 'the phase of the control plane set',
    type: types.MachineSetStatus.type,
    id: 'control-planes',
    state: setPhase,
    added: { Destroying: ENDS, gone: ENDS },
  },
  {
    name: 'the phase of the worker set',
    type: types.MachineSetStatus.type,
    id: 'workers',
    state: setPhase,
    added: { Upgrading: 'the emulated worker never took a new version', gone: ENDS },
  },
  {
    name: 'the stage of the control plane machine',
    type: types.ClusterMachineStatus.type,
    id: 'cp',
    state: stage,
    added: {
      INSTALLING: REAL_MACHINE,
      BOOTING: REAL_MACHINE,
      UPGRADING: REAL_MACHINE,
      REBOOTING: REAL_MACHINE,
      DESTROYING: ENDS,
      gone: ENDS,
    },
  },
  {
    name: 'the stage of the worker',
    type: types.ClusterMachineStatus.type,
    id: 'worker',
    state: stage,
    added: {
      INSTALLING: REAL_MACHINE,
      BOOTING: REAL_MACHINE,
      UPGRADING: REAL_MACHINE,
      REBOOTING: REAL_MACHINE,
      gone: ENDS,
    },
    missing: { BEFORE_DESTROY: 'a simulated machine has nothing to drain before it is reset' },
  },
  {
    name: 'the lock of the worker',
    type: types.ClusterMachineStatus.type,
    id: 'worker',
    state: ({ labels }) => ('omni.sidero.dev/locked-update' in labels ? 'change waits' : 'no change waits'),
  },
  {
    name: 'the Kubernetes upgrade',
    type: types.KubernetesUpgradeStatus.type,
    state: upgradePhase,
    added: { Done: 'the emulated worker never took its configuration, so no upgrade came to its end' },
  },
  { name: 'the Talos upgrade', type: types.TalosUpgradeStatus.type, state: upgradePhase },
  { name: 'the progress of deletion', type: types.ClusterDestroyStatus.type, state: presence, added: { gone: ENDS } },
  {
    name: 'the load balancer',
    type: types.LoadBalancerStatus.type,
    state: ({ gone, spec }) => (gone ? 'gone' : `healthy: ${(spec as specs.LoadBalancerStatusSpec).healthy}`),
    added: { gone: ENDS },
  },
  {
    name: 'what waits for the control plane machine',
    type: types.MachinePendingUpdate.type,
    id: 'cp',
    state: pending,
    missing: { 'a version': 'a real Omni notices the version a moment before the configuration that comes with it' },
  },
  {
    name: 'what waits for the worker',
    type: types.MachinePendingUpdate.type,
    id: 'worker',
    state: pending,
    added: { 'a version and a configuration': NEVER_CONFIGURED },
  },
  {
    name: 'the configuration of the control plane machine',
    type: types.ClusterMachineConfigStatus.type,
    id: 'cp',
    state: configured,
    added: { 'not configured': 'a simulated machine has a status from the moment it joins', gone: ENDS },
  },
  {
    name: 'the configuration of the worker',
    type: types.ClusterMachineConfigStatus.type,
    id: 'worker',
    state: configured,
    added: { configured: NEVER_CONFIGURED, gone: ENDS },
  },
  {
    name: 'the control plane machine in its set',
    type: types.MachineSetNode.type,
    id: 'cp',
    state: presence,
    added: { tearingDown: ENDS, gone: ENDS },
  },
  { name: 'the worker in its set', type: types.MachineSetNode.type, id: 'worker', state: presence },
  {
    name: 'the control plane machine in the cluster',
    type: types.ClusterMachine.type,
    id: 'cp',
    state: presence,
    added: { tearingDown: ENDS, gone: ENDS },
  },
  {
    name: 'the worker in the cluster',
    type: types.ClusterMachine.type,
    id: 'worker',
    state: presence,
    added: { gone: ENDS },
  },
  {
    name: 'the bootstrap',
    type: types.ClusterBootstrapStatus.type,
    state: ({ gone, spec }) =>
      gone ? 'gone' : `bootstrapped: ${(spec as specs.ClusterBootstrapStatusSpec).bootstrapped}`,
    added: { gone: ENDS },
  },
  {
    name: 'the nodes',
    type: types.KubernetesStatus.type,
    state: ({ gone, spec }) =>
      gone ? 'gone' : (spec as specs.KubernetesStatusSpec).nodes.length > 0 ? 'nodes' : 'no nodes',
    added: { gone: ENDS },
    missing: { 'no nodes': 'simulated nodes are there as soon as their status is' },
  },
  {
    name: 'the control plane',
    type: types.ControlPlaneStatus.type,
    id: 'control-planes',
    state: presence,
    added: { gone: ENDS },
  },
  {
    name: 'the deletion of a set',
    type: types.MachineSetDestroyStatus.type,
    id: 'workers',
    state: presence,
    added: { gone: ENDS },
  },
  {
    name: 'the patch',
    type: types.ConfigPatch.type,
    id: 'patch',
    state: presence,
    added: { tearingDown: ENDS, gone: ENDS },
  },
  { name: 'the uuid', type: types.ClusterUUID.type, state: presence, added: { gone: ENDS } },
];

function recorded(): Event[] {
  return readFileSync(EVENTS, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ mark }) => mark === undefined)
    .flatMap(({ event, type: name, id, labels, phase, proto_spec }) => {
      const type = findResourceType(name);
      if (type === undefined) return [];
      const spec = decodeSpec(type, Buffer.from(proto_spec ?? '', 'base64'));
      return [{ type, id: roleOf(id, 'life', CONTROL_PLANE), labels, phase, spec, gone: event === 'DESTROYED' }];
    });
}

function roleOf(id: string, cluster: string, controlPlane: string): string {
  if (/^[0-9a-f-]{36}$/.test(id)) return id === controlPlane ? 'cp' : 'worker';
  if (/^\d{3}-/.test(id)) return 'patch';
  return id.startsWith(`${cluster}-`) ? id.slice(cluster.length + 1) : 'cluster';
}

/** The same actions as in the recording, by this library on the sandbox. */
async function replayed(): Promise<Event[]> {
  await using sandbox = await startSandbox({ seed: { machines: 2 }, controllers: { tickMs: 15 } });
  const credentials = await parseServiceAccountKey(sandbox.serviceAccountKey);
  await using client = new OmniClient({ endpoint: sandbox.endpoint, credentials });
  const { clusters, resources } = client;
  const controlPlane = '00000000-0000-4000-8000-000000000001';
  const events: Event[] = [];
  const over = new AbortController();
  const watching = [...new Set(ASPECTS.map(({ type }) => type))].map(async (name) => {
    const type = findResourceType(name);
    if (type === undefined) return;
    for await (const event of resources.watch<unknown>(type, { signal: over.signal })) {
      if (event.kind === 'bootstrapped') continue;
      const { id, labels, phase } = event.resource.metadata;
      const gone = event.kind === 'destroyed';
      events.push({ type, id: roleOf(id, 'life', controlPlane), labels, phase, spec: event.resource.spec, gone });
    }
  });

  await clusters.create({
    name: 'life',
    kubernetesVersion: '1.35.2',
    talosVersion: '1.13.3',
    controlPlane: { machines: [controlPlane] },
    workers: [{ machines: [WORKER] }],
  });
  await clusters.waitUntilReady('life', FAST);
  await clusters.lockMachine(WORKER);
  const labels = { 'omni.sidero.dev/cluster': 'life' };
  await resources.create(
    newResource(types.ConfigPatch, {
      id: '400-cluster-life-net',
      labels,
      spec: { data: 'machine:\n  sysctls:\n    a: b\n' },
    }),
  );
  await vi.waitUntil(async () => (await clusters.status('life')).machines[1]?.updatePending, WAIT);
  await clusters.unlockMachine(WORKER);
  await vi.waitUntil(async () => (await clusters.status('life')).machines.every((m) => m.configUpToDate), WAIT);
  for (const [component, version] of [
    ['kubernetes', '1.35.3'],
    ['talos', '1.13.4'],
  ] as const) {
    await clusters.startUpgrade('life', component, version);
    await clusters.waitForUpgrade('life', component, FAST);
    await clusters.waitUntilReady('life', FAST);
  }
  await clusters.delete('life');
  await vi.waitUntil(() => events.some(({ type, gone }) => type.type === types.Cluster.type && gone), WAIT);
  over.abort();
  await Promise.allSettled(watching);
  return events;
}

/** The states of an aspect as they first appear. */
function firstAppearances(events: readonly Event[], { type, id = 'cluster', state }: Aspect): string[] {
  const states = events.filter((event) => event.type.type === type && event.id === id).map(state);
  return [...new Set(states)].filter((name) => name !== undefined);
}

function without(states: readonly string[], differences: Differences = {}): string[] {
  return states.filter((name) => !(name in differences));
}

describe('the lifecycle of a cluster in the sandbox', () => {
  const real = recorded();
  let sandbox: Event[];

  beforeAll(async () => {
    sandbox = await replayed();
  }, 60_000);

  it.each(ASPECTS)('shows $name in the states of the recording', (aspect) => {
    const [expected, shown] = [firstAppearances(real, aspect), firstAppearances(sandbox, aspect)];

    expect(without(shown, aspect.added)).toEqual(without(expected, aspect.missing));
  });

  it.each(ASPECTS)('lists no difference for $name that does not exist', (aspect) => {
    const [expected, shown] = [firstAppearances(real, aspect), firstAppearances(sandbox, aspect)];

    expect(Object.keys(aspect.added ?? {}).filter((name) => expected.includes(name))).toEqual([]);
    expect(Object.keys(aspect.missing ?? {}).filter((name) => shown.includes(name))).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../clusters/create-cluster.ts';
import type { NewCluster } from '../clusters/new-cluster.ts';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { label } from '../selectors/label.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { buildServiceAccount, validateServiceAccount } from '../users/new-service-account.ts';
import { buildUser, validateUser } from '../users/new-user.ts';
import { validateResource } from '../validation/validate-resource.ts';
import { GrpcTunnelMode } from '../wire/gen/specs.ts';
import { buildCluster } from './build-cluster.ts';
import { buildConfigPatch } from './build-config-patch.ts';
import { buildExtensionsConfiguration } from './build-extensions-configuration.ts';
import { buildKernelArgs } from './build-kernel-args.ts';
import { buildMachineClass } from './build-machine-class.ts';
import { buildMachineSet } from './build-machine-set.ts';
import { buildMachineSetNode } from './build-machine-set-node.ts';

const [FIRST, SECOND] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const VERSIONS = { kubernetesVersion: 'v1.34.1', talosVersion: '1.11.3' };
const workers = { cluster: 'demo', role: 'worker', name: 'gpu' } as const;
const controlPlane = { cluster: 'demo', role: 'control-plane' } as const;
const upgrade = { maxParallelism: 3 };
const strategies = { update: { maxParallelism: 2 }, delete: { maxParallelism: 4 }, upgrade };
const PATCH = 'machine:\n  sysctls:\n    a: b\n';

/** The same cluster in one piece. */
const WHOLE: NewCluster = {
  name: 'demo',
  ...VERSIONS,
  labels: { team: 'a' },
  annotations: { note: 'b' },
  features: { workloadProxy: true, diskEncryption: true, embeddedDiscoveryService: true },
  backupIntervalMs: 5_400_500,
  controlPlane: { machines: [FIRST], restoreFrom: { clusterUuid: 'u', snapshot: 's' }, strategies: { upgrade } },
  workers: [
    {
      name: 'gpu',
      machines: [SECOND],
      strategies,
      patches: { net: PATCH },
      extensions: ['siderolabs/iscsi-tools'],
    },
    { name: 'pool', machineClass: { name: 'small', size: 3 } },
    { name: 'rest', machineClass: { name: 'large', size: 'unlimited' } },
  ],
  machines: { [SECOND]: { locked: true, patches: { one: PATCH } } },
};

const BUILT: readonly Resource[] = [
  buildCluster(WHOLE),
  buildMachineSet({ ...controlPlane, strategies: { upgrade }, restoreFrom: { clusterUuid: 'u', snapshot: 's' } }),
  buildMachineSet({ ...workers, strategies }),
  buildMachineSet({ ...workers, name: 'pool', machineClass: { name: 'small', size: 3 } }),
  buildMachineSet({ ...workers, name: 'rest', machineClass: { name: 'large', size: 'unlimited' } }),
  buildMachineSetNode({ machine: FIRST, machineSet: controlPlane }),
  buildMachineSetNode({ machine: SECOND, machineSet: workers, locked: true }),
  buildConfigPatch({ name: 'net', target: { cluster: 'demo', machineSet: 'demo-gpu' }, data: PATCH, weight: 400 }),
  buildConfigPatch({ name: 'one', target: { cluster: 'demo', machine: SECOND }, data: PATCH, weight: 400 }),
  buildExtensionsConfiguration({
    target: { cluster: 'demo', machineSet: 'demo-gpu' },
    extensions: ['siderolabs/iscsi-tools'],
  }),
];

describe('what is built', () => {
  it('is what creating the whole cluster makes', async () => {
    const state = new MemoryState({ resources: [] });
    await createCluster(state, WHOLE, '1.10', {});
    const kinds = [...new Set(BUILT.map(({ type }) => type))];
    const made = (await Promise.all(kinds.map((type) => state.list<unknown>(type)))).flat();

    expect(BUILT.map(contents).toSorted(byId)).toEqual(made.map(contents).toSorted(byId));
  });

  it('passes the rules', () => {
    const others = [
      buildMachineClass({ name: 'small', selectors: ['a = b', [label('zone').isOneOf('x', 'y')]] }),
      buildMachineClass({ name: 'made', provision: { provider: 'qemu', metaValues: { 10: 'x' }, grpcTunnel: true } }),
      buildKernelArgs({ machine: FIRST, args: ['console=ttyS0'] }),
      buildConfigPatch({ name: 'anywhere', target: { machine: FIRST }, data: { machine: { env: { A: 'b' } } } }),
    ];

    expect([...BUILT, ...others].flatMap((resource) => validateResource(resource))).toEqual([]);
  });

  it('takes versions with and without v', () => {
    const { spec } = buildCluster({ name: 'a', ...VERSIONS });

    expect(spec).toMatchObject({ kubernetesVersion: '1.34.1', talosVersion: '1.11.3' });
    expect([spec.features, spec.backupConfiguration]).toEqual([undefined, undefined]);
  });

  it('says what a patch is for by its id and labels', () => {
    const at = (target: Parameters<typeof buildConfigPatch>[0]['target']) => {
      const { id, labels } = buildConfigPatch({ name: 'n', target, data: PATCH }).metadata;
      return [id, Object.keys(labels)];
    };

    expect([at({ cluster: 'c' }), at({ cluster: 'c', machineSet: 'c-w' }), at({ machine: 'm' })]).toEqual([
      ['500-cluster-c-n', [LABELS.cluster]],
      ['500-c-w-n', [LABELS.cluster, LABELS.machineSet]],
      ['500-cm-m-n', [LABELS.machine]],
    ]);
    expect(buildConfigPatch({ name: 'n', target: { machine: 'm' }, data: '', disabled: true }).metadata).toMatchObject({
      annotations: { name: 'n' },
      labels: { [LABELS.disabled]: '' },
    });
  });

  it('prints selectors and the values of patches', () => {
    const { spec } = buildMachineClass({ name: 'c', selectors: [[label('a').exists(), label('b').isOneOf('y', 'x')]] });
    const patch = buildConfigPatch({ name: 'n', target: { machine: 'm' }, data: { machine: { env: { A: 'true' } } } });

    expect(spec.matchLabels).toEqual(['a,b in (x, y)']);
    expect(patch.spec.data).toBe('machine:\n  env:\n    A: "true"\n');
  });

  it('asks a provider as it is told', () => {
    const made = buildMachineClass({ name: 'c', provision: { provider: 'qemu', data: 'disk: 1', grpcTunnel: false } });

    expect(made.spec.autoProvision).toMatchObject({
      providerId: 'qemu',
      providerData: 'disk: 1',
      grpcTunnel: GrpcTunnelMode.DISABLED,
    });
  });

  it('is locked when that is asked for', () => {
    const cluster = buildCluster({ name: 'a', ...VERSIONS, locked: true });

    expect(cluster.metadata.annotations).toEqual({ 'omni.sidero.dev/cluster-locked': '' });
  });

  it('passes the rules of names and roles for any proper name', () => {
    const name = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
    fc.assert(
      fc.property(name, name, fc.constantFrom('control-plane' as const, 'worker' as const), (cluster, set, role) => {
        fc.pre(set !== 'control-planes');
        const machineSet = { cluster, role, name: set };
        const built = [
          buildMachineSet(machineSet),
          buildMachineSetNode({ machine: FIRST, machineSet }),
          buildCluster({ name: cluster, ...VERSIONS }),
        ];

        expect(built.flatMap((resource) => validateResource(resource))).toEqual([]);
      }),
    );
  });
});

describe('users and service accounts', () => {
  it('are built as Omni keeps them', () => {
    expect(buildUser({ email: ' Ada@Example.com', role: 'Reader' })).toEqual({
      email: 'ada@example.com',
      role: 'Reader',
    });
    expect(buildServiceAccount({ name: 'infra-provider:qemu', role: 'InfraProvider' })).toEqual({
      name: 'infra-provider:qemu',
      role: 'InfraProvider',
      lifetimeMs: 365 * 24 * 3_600_000,
      identity: 'qemu@infra-provider.serviceaccount.omni.sidero.dev',
    });
  });

  it.each<[object & { email: string; role: string }, readonly string[]]>([
    [{ email: 'ada@example.com', role: 'Operator' }, []],
    [{ email: 'ada', role: 'operator' }, ['email', 'role']],
    [{ email: 'Ada <ada@example.com>', role: 'InfraProvider' }, ['email', 'role']],
  ])('of people %j have the problems %j', (user, expected) => {
    expect(validateUser(user).map(({ path }) => path)).toEqual(expected);
  });

  it.each<[{ name: string; role: string; lifetimeMs?: number }, readonly string[]]>([
    [{ name: 'ci', role: 'None' }, []],
    [{ name: 'infra-provider:qemu', role: 'InfraProvider' }, []],
    [{ name: 'CI', role: 'Root', lifetimeMs: 0 }, ['name', 'role', 'lifetimeMs']],
    [{ name: 'ci', role: 'InfraProvider', lifetimeMs: 366 * 24 * 3_600_000 }, ['role', 'lifetimeMs']],
    [{ name: 'infra-provider:', role: 'Reader', lifetimeMs: Number.NaN }, ['name', 'role', 'lifetimeMs']],
  ])('of programs %j have the problems %j', (account, expected) => {
    expect(validateServiceAccount(account).map(({ path }) => path)).toEqual(expected);
  });
});

function contents({ type, metadata, spec }: Resource) {
  const { id, labels, annotations } = metadata;
  return { type: type.type, id, labels, annotations, spec };
}

function byId(
  left: { readonly type: string; readonly id: string },
  right: { readonly type: string; readonly id: string },
) {
  return `${left.type}${left.id}` < `${right.type}${right.id}` ? -1 : 1;
}

it('names every type of its own', () => {
  expect(new Set(BUILT.map(({ type }) => type))).toEqual(
    new Set([types.Cluster, types.MachineSet, types.MachineSetNode, types.ConfigPatch, types.ExtensionsConfiguration]),
  );
});

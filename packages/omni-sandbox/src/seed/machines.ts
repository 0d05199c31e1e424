import { createHash } from 'node:crypto';
import { ANNOTATIONS, LABELS, types } from '@fleetwright/omni-core';
import { LINK_FINALIZER } from '../controllers/reconcile-link.ts';
import type { TypedStore } from '../store/typed-store.ts';

/** What a machine shall look like. Everything left out follows from the id. */
export interface MachineSeed {
  /** UUID. */
  readonly id: string;
  readonly hostname?: string;
  /** @default 'amd64' */
  readonly arch?: 'amd64' | 'arm64';
  /** @default 4 */
  readonly cores?: number;
  /** @default 16 */
  readonly memoryGiB?: number;
  /** @default 100 */
  readonly diskGB?: number;
  /** Version of the boot media, without leading `v`. @default an old one, so that any cluster may take the machine */
  readonly talosVersion?: string;
  /** Talos is on its disk; otherwise only clusters of the same Talos minor may take it. @default true */
  readonly installed?: boolean;
  /** @default true */
  readonly connected?: boolean;
  /** Further labels, e.g. from `MachineLabels`. */
  readonly labels?: Readonly<Record<string, string>>;
}

const SCHEMATIC = '376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba';

const OLDEST_SUPPORTED_TALOS = '1.9.0';

/** Id of the n-th numbered machine, counted from 1. The same in every sandbox, so that examples can name machines. */
export function machineId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** `count` alike machines with numbered ids. */
export function numberedMachines(count: number): MachineSeed[] {
  return Array.from({ length: count }, (_, index) => ({ id: machineId(index + 1), hostname: `machine-${index + 1}` }));
}

/** Registers machines the way a machine that booted Omni's media appears: link, machine, status. */
export function seedMachines(store: TypedStore, machines: readonly MachineSeed[]): void {
  for (const machine of machines) seedMachine(store, machine);
}

function seedMachine(store: TypedStore, machine: MachineSeed): void {
  const { id, connected = true } = machine;
  if (store.find(types.MachineStatus, id) !== undefined) return;
  const address = managementAddress(id);
  store.put(types.Link, id, {
    finalizers: [LINK_FINALIZER],
    spec: { nodeSubnet: `${address}/64`, nodePublicKey: publicKeyOf(id), connected, lastEndpoint: '127.0.0.1:50000' },
  });
  store.put(types.Machine, id, {
    owner: 'MachineController',
    labels: { [LABELS.address]: address },
    spec: { managementAddress: address, connected },
  });
  putMachineStatus(store, machine, address);
  store.put(types.MachineStatusSnapshot, id, {
    owner: 'MachineStatusSnapshotController',
    spec: { machineStatus: { stage: 3, status: { ready: true } } },
  });
}

function putMachineStatus(store: TypedStore, machine: MachineSeed, address: string): void {
  const {
    id,
    hostname = `talos-${id.slice(-6)}`,
    arch = 'amd64',
    talosVersion = OLDEST_SUPPORTED_TALOS,
    connected = true,
  } = machine;
  const { cores = 4, memoryGiB = 16, diskGB = 100, installed = true } = machine;
  store.put(types.MachineStatus, id, {
    owner: 'MachineStatusController',
    annotations: { [ANNOTATIONS.kernelArgsInitialized]: '', [ANNOTATIONS.platformLabelsInitialized]: '' },
    labels: {
      [LABELS.available]: '',
      [LABELS.reportingEvents]: '',
      [connected ? LABELS.connected : LABELS.disconnected]: '',
      ...(connected && { [LABELS.readyToUse]: '' }),
      ...(installed && { [LABELS.installed]: '' }),
      [LABELS.arch]: arch,
      [LABELS.cpu]: 'qemu',
      [LABELS.cores]: String(cores),
      [LABELS.memory]: `${memoryGiB}GiB`,
      [LABELS.storage]: `${diskGB}GB`,
      [LABELS.network]: '1Gbps',
      [LABELS.platform]: 'metal',
      [LABELS.talosVersion]: `v${talosVersion}`,
      [LABELS.hostname]: hostname,
      ...machine.labels,
    },
    spec: {
      talosVersion: `v${talosVersion}`,
      initialTalosVersion: `v${talosVersion}`,
      managementAddress: address,
      connected,
      maintenance: true,
      hardware: {
        arch,
        processors: [
          { coreCount: cores, threadCount: cores, frequency: 2400, manufacturer: 'QEMU', description: 'qemu' },
        ],
        memoryModules: [{ sizeMb: memoryGiB * 1024, description: 'QEMU' }],
        blockdevices: [
          {
            linuxName: '/dev/vda',
            name: 'vda',
            size: BigInt(diskGB) * 1_000_000_000n,
            type: 'HDD',
            systemDisk: installed,
          },
        ],
      },
      network: {
        hostname,
        addresses: [`10.5.${hash(id)[0]}.${hash(id)[1]}/24`],
        defaultGateways: ['10.5.0.1'],
        networkLinks: [{ linuxName: 'eth0', hardwareAddress: macAddress(id), linkUp: true, speedMbps: 1000 }],
      },
      platformMetadata: { platform: 'metal', hostname },
      schematic: { initialSchematic: SCHEMATIC, fullId: SCHEMATIC },
      securityState: {},
    },
  });
}

function hash(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}

/** An address in the tunnel that Omni reaches the machine by. */
export function managementAddress(id: string): string {
  const groups = hash(id).toString('hex').slice(0, 16).match(/.{4}/g) ?? [];
  return `fdae:41e4:649b:9303:${groups.join(':')}`;
}

function publicKeyOf(id: string): string {
  return hash(`wireguard ${id}`).toString('base64');
}

function macAddress(id: string): string {
  return ['52', '54', '00', ...(hash(id).toString('hex').slice(0, 6).match(/../g) ?? [])].join(':');
}

import { OmniError } from '../errors/omni-error.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { DEFAULT_INTERVAL_MS, lookUntil, type WaitOptions } from '../state/look-until.ts';
import type { State } from '../state/state.ts';
import { upsert } from '../state/upsert.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { type ClusterSecretsRotationStatusSpec, SecretRotationSpec } from '../wire/gen/specs.ts';
import { enumName } from './enum-name.ts';
import { readUnlockedCluster } from './guards.ts';

/** Which certificate authority is replaced. */
export type RotatedSecret = 'talos-ca' | 'kubernetes-ca';

/** How far a rotation is. */
export interface RotationReport {
  readonly cluster: string;
  /** `OK` when none is under way. */
  readonly phase: string;
  /** E.g. `TALOS_CA`; `NONE` when none is under way. */
  readonly component: string;
  readonly status: string;
  readonly step: string;
  readonly error: string;
}

/** How long to wait for a rotation, and who hears of it. */
export type RotationWaitOptions = WaitOptions<RotationReport>;

/** Annotation that makes Omni rotate: every change of it does. */
const TIMESTAMP = 'timestamp';

const TRIGGERS = { 'talos-ca': types.RotateTalosCA, 'kubernetes-ca': types.RotateKubernetesCA } as const;
const TITLE: Readonly<Record<RotatedSecret, string>> = { 'talos-ca': 'Talos CA', 'kubernetes-ca': 'Kubernetes CA' };

/** How far a rotation is; also answers for clusters that never had one. */
export async function readRotation(state: State, cluster: string, options: CallOptions): Promise<RotationReport> {
  return rotationReport(cluster, await state.find(types.ClusterSecretsRotationStatus, cluster, options));
}

function rotationReport(
  cluster: string,
  status: Resource<ClusterSecretsRotationStatusSpec> | undefined,
): RotationReport {
  const { Phase, Component } = SecretRotationSpec;
  const { phase = Phase.OK, component = Component.NONE, status: text = '', step = '', error = '' } = status?.spec ?? {};
  return {
    cluster,
    phase: enumName(Phase, phase),
    component: enumName(Component, component),
    status: text,
    step,
    error,
  };
}

/** Asks for a new certificate authority and returns. */
export async function startRotation(
  state: State,
  cluster: string,
  secret: RotatedSecret,
  options: CallOptions,
): Promise<void> {
  const [{ spec }, rotation, server] = await Promise.all([
    readUnlockedCluster(state, cluster, options),
    readRotation(state, cluster, options),
    state.find(types.SysVersion, 'current', options),
  ]);
  expectSupported(secret, spec.talosVersion, server?.spec.backendVersion);
  if (rotation.phase !== 'OK') {
    throw new OmniError('precondition_failed', `another rotation is already in progress for ${rotation.component}`, {
      hint: 'Wait for it; only one at a time is possible.',
    });
  }
  const trigger = TRIGGERS[secret];
  const now = Math.floor(Date.now() / 1000);
  await upsert(
    state,
    newResource(trigger, { id: cluster, annotations: { [TIMESTAMP]: String(now) } }),
    ({ annotations }) => {
      annotations[TIMESTAMP] = String(secondsAfter(annotations[TIMESTAMP], now));
    },
    options,
  );
}

/** Twice in one second would be no change, and so no rotation. */
function secondsAfter(previous: string | undefined, now: number): number {
  const last = Number(previous);
  return last >= now ? last + 1 : now;
}

/** Waits until no rotation is under way, and sees that twice: one that was just asked for may not have begun. */
export async function waitForRotation(
  state: State,
  cluster: string,
  options: RotationWaitOptions,
): Promise<RotationReport> {
  return lookUntil(
    (call) => readRotation(state, cluster, call),
    { ...goal(cluster, ({ phase }) => phase === 'OK'), settleMs: options.intervalMs ?? DEFAULT_INTERVAL_MS },
    options,
  );
}

/** Asks for a new certificate authority, sees the rotation begin, and waits for its end. */
export async function rotate(
  state: State,
  cluster: string,
  secret: RotatedSecret,
  options: RotationWaitOptions,
): Promise<RotationReport> {
  const { signal, timeoutMs = 5 * 60_000 } = options;
  const call = signal === undefined ? {} : { signal };
  const before = await state.find(types.ClusterSecretsRotationStatus, cluster, call);
  await startRotation(state, cluster, secret, call);
  // A short rotation may begin and end between two looks; the version of its status still tells.
  let begun = false;
  const look = async (options: CallOptions) => {
    const status = await state.find(types.ClusterSecretsRotationStatus, cluster, options);
    begun ||= status !== undefined && status.metadata.version !== before?.metadata.version;
    return rotationReport(cluster, status);
  };
  return lookUntil(
    look,
    goal(cluster, ({ phase }) => begun && phase === 'OK'),
    { ...options, timeoutMs },
  );
}

function goal(cluster: string, isReached: (report: RotationReport) => boolean) {
  return {
    subject: `secret rotation of cluster ${cluster}`,
    isReached,
    missing: ({ phase, status, step, error }: RotationReport) =>
      phase === 'OK' ? 'it has not begun' : [phase, status, step, error].filter((text) => text !== '').join(', '),
  };
}

function expectSupported(secret: RotatedSecret, talosVersion: string, serverVersion: string | undefined): void {
  if (isOlder(talosVersion, [1, 7])) {
    throw new OmniError(
      'precondition_failed',
      `rotating ${TITLE[secret]} is only supported for clusters running Talos v1.7.0 or newer, current version: "${talosVersion}"`,
      { hint: 'Upgrade Talos first.' },
    );
  }
  if (serverVersion !== undefined && isOlder(serverVersion, [1, 6])) {
    throw new OmniError(
      'precondition_failed',
      `cluster secret rotation requires Omni v1.6.0 or newer (server is ${serverVersion})`,
      { hint: 'Upgrade Omni first.' },
    );
  }
}

/** A version that does not parse is no reason to refuse. */
function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  if (match === null) return false;
  const [, ownMajor, ownMinor] = match.map(Number);
  return ownMajor === major ? Number(ownMinor) < minor : Number(ownMajor) < major;
}

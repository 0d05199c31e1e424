import { isOmniError, OmniError } from '../errors/omni-error.ts';
import type { Management } from '../management/management.ts';
import { types } from '../resources/registry.ts';
import { lookUntil, type WaitOptions } from '../state/look-until.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { type AllowOptions, isAllowed, readUnlockedCluster, refusedUnlessAllowed } from './guards.ts';
import { readUpgradePath, type UpgradePath } from './upgrade-path.ts';
import type { UpgradeComponent } from './upgrade-report.ts';

/** What is asked of a cluster before its upgrade, and what is allowed. */
export interface StartUpgradeOptions extends CallOptions, AllowOptions {
  /**
   * Ask the cluster first whether it is ready for another Kubernetes version; takes up to minutes. Left out with
   * servers that cannot. @default true
   */
  readonly preChecks?: boolean;
}

/** How long to wait for an upgrade, and who hears of it. */
export type WaitForUpgradeOptions = WaitOptions<UpgradePath>;

/** The one call of `Management` an upgrade needs. */
export type PreChecks = Pick<Management, 'kubernetesUpgradePreChecks'>;

const TITLE: Readonly<Record<UpgradeComponent, string>> = { kubernetes: 'Kubernetes', talos: 'Talos' };

/**
 * Starts an upgrade and returns; {@link waitForUpgrade} waits for its end. Asking for the version the cluster has
 * does nothing.
 */
export async function startUpgrade(
  state: State,
  preChecks: PreChecks | undefined,
  { cluster, component, version }: { cluster: string; component: UpgradeComponent; version: string },
  options: StartUpgradeOptions,
): Promise<void> {
  const { allow = [], preChecks: check = true, ...call } = options;
  const target = version.replace(/^v/, '');
  await readUnlockedCluster(state, cluster, call);
  const path = await readUpgradePath(state, cluster, component, call);
  if (path.wanted === target) return;
  expectIdle(path);
  if (!path.choices.includes(target) && !isAllowed('unlisted-version', { allow })) throw unlisted(path, target);
  if (component === 'kubernetes' && check && preChecks !== undefined) await expectReady(preChecks, path, target, call);
  await writeVersion(state, cluster, component, target, call);
}

/** Goes back to the version that was reached last. */
export async function revertUpgrade(
  state: State,
  cluster: string,
  component: UpgradeComponent,
  options: CallOptions,
): Promise<void> {
  await readUnlockedCluster(state, cluster, options);
  const { wanted, upgrade } = await readUpgradePath(state, cluster, component, options);
  const last = upgrade?.lastVersion ?? '';
  if (last === '' || last === wanted) {
    throw new OmniError('precondition_failed', `Cluster ${cluster} has no ${TITLE[component]} upgrade to revert`, {
      hint: 'Only an upgrade that has not come to its end can be reverted.',
    });
  }
  await writeVersion(state, cluster, component, last, options);
}

/**
 * Waits until a cluster has the version it shall have.
 * @throws {OmniError} `not_found`, `precondition_failed` when the upgrade failed, `deadline_exceeded`
 */
export async function waitForUpgrade(
  state: State,
  cluster: string,
  component: UpgradeComponent,
  options: WaitForUpgradeOptions,
): Promise<UpgradePath> {
  return lookUntil(
    (call) => readUpgradePath(state, cluster, component, call),
    {
      subject: `${TITLE[component]} upgrade of cluster ${cluster}`,
      isReached: (path) => {
        if (path.upgrade?.phase === 'Failed') throw failed(path);
        return path.upgrade?.phase === 'Done' && path.upgrade.lastVersion === path.wanted;
      },
      missing: ({ upgrade }) =>
        [upgrade?.phase, upgrade?.step, upgrade?.status, upgrade?.error].filter(Boolean).join(', '),
    },
    options,
  );
}

async function writeVersion(
  state: State,
  cluster: string,
  component: UpgradeComponent,
  version: string,
  options: CallOptions,
): Promise<void> {
  const field = component === 'kubernetes' ? 'kubernetesVersion' : 'talosVersion';
  await state.modify(
    types.Cluster,
    cluster,
    ({ spec }) => {
      spec[field] = version;
    },
    options,
  );
}

function expectIdle({ cluster, component, upgrade }: UpgradePath): void {
  if (upgrade === undefined || upgrade.phase === 'Done') return;
  throw new OmniError(
    'precondition_failed',
    `The ${TITLE[component]} upgrade of cluster ${cluster} is ${upgrade.phase}`,
    {
      hint: 'Wait for it, or revert it first.',
    },
  );
}

async function expectReady(checks: PreChecks, path: UpgradePath, version: string, call: CallOptions): Promise<void> {
  try {
    const { ok, reason } = await checks.kubernetesUpgradePreChecks(path.cluster, version, call);
    if (ok) return;
    throw new OmniError(
      'precondition_failed',
      `Cluster ${path.cluster} is not ready for Kubernetes ${version}: ${reason}`,
      {
        hint: 'Remove what is named, then start the upgrade again.',
      },
    );
  } catch (error) {
    if (!isOmniError(error, 'unimplemented')) throw error;
  }
}

function unlisted({ cluster, component, choices }: UpgradePath, version: string): OmniError {
  const offered = choices.length === 0 ? 'none' : choices.join(', ');
  return refusedUnlessAllowed(
    'unlisted-version',
    `Omni does not offer ${TITLE[component]} ${version} for cluster ${cluster} now (offered: ${offered})`,
  );
}

function failed({ cluster, component, upgrade }: UpgradePath): OmniError {
  return new OmniError(
    'precondition_failed',
    `The ${TITLE[component]} upgrade of cluster ${cluster} failed: ${upgrade?.error || upgrade?.status || upgrade?.step}`,
    { hint: 'Look at the health of the cluster, then try again or revert.' },
  );
}

import { coerce, gte } from 'semver';
import type { ImpactRuleId } from '../impact-rules.ts';
import type { ImpactKind } from '../machine-impact.ts';
import { type ConfigPath, isMain } from './patch-paths.ts';

/** Parts of the v1alpha1 configuration that Talos before 1.14 takes over while it runs. */
const LIVE = [
  'debug',
  'cluster',
  'machine.ca',
  'machine.acceptedCAs',
  'machine.time',
  'machine.certSANs',
  'machine.install',
  'machine.network',
  'machine.sysfs',
  'machine.sysctls',
  'machine.logging',
  'machine.controlPlane',
  'machine.kubelet',
  'machine.kernel',
  'machine.registries',
  'machine.pods',
  'machine.seccompProfiles',
  'machine.nodeAnnotations',
  'machine.nodeLabels',
  'machine.nodeTaints',
  'machine.features.kubernetesTalosAPIAccess',
  'machine.features.kubePrism',
  'machine.features.hostDNS',
  'machine.features.imageCache',
  'machine.features.nodeAddressSortAlgorithm',
];

const APPLIES_EVERYTHING_LIVE = '1.14.0-alpha.0';

/** What changing one place of the configuration does to a machine that runs this Talos. */
export function applyModeOf(
  path: ConfigPath,
  talosVersion: string,
): { readonly kind: Extract<ImpactKind, 'config-apply' | 'reboot'>; readonly rule: ImpactRuleId } {
  if (!isMain(path)) return { kind: 'config-apply', rule: 'config-document' };
  const text = path.keys.join('.');
  if (LIVE.some((part) => text === part || text.startsWith(`${part}.`)))
    return { kind: 'config-apply', rule: 'patch-live' };
  const version = coerce(talosVersion, { includePrerelease: true });
  if (version !== null && gte(version, APPLIES_EVERYTHING_LIVE)) {
    return { kind: 'config-apply', rule: 'patch-live-since-1.14' };
  }
  return { kind: 'reboot', rule: 'patch-reboot' };
}

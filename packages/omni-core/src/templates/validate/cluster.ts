import { goQuote } from '../go-format.ts';
import type { ClusterModel } from '../model/cluster.ts';
import { type Problem, wrapped } from '../problem.ts';
import type { ValidationContext } from './context.ts';
import { checkDescriptors } from './descriptors.ts';
import { checkHealthChecks, checkManifests } from './kubernetes.ts';
import { checkPatches } from './patch.ts';
import { isBefore, parseTolerantVersion } from './semver.ts';

/** Everything wrong with a Cluster document. */
export function checkCluster(cluster: ClusterModel, context: ValidationContext): Problem[] {
  const { name, kubernetes, talos, features, patches } = cluster;
  return wrapped(`error validating cluster ${goQuote(name)}`, [
    ...checkName(name),
    ...wrapped('error validating Kubernetes version', checkVersion(kubernetes.version)),
    ...wrapped('error validating Talos version', checkTalosVersion(talos.version)),
    ...(features.diskEncryption ? checkEncryption(talos.version) : []),
    ...checkDescriptors(cluster),
    ...checkPatches(patches, context),
    ...checkManifests(kubernetes.manifests, context),
    ...checkHealthChecks(kubernetes.healthchecks, context),
  ]);
}

function checkName(name: string): Problem[] {
  if (name === '') return [{ text: 'name is required' }];
  if (/^[\p{L}\p{Nd}_-]+$/u.test(name)) return [];
  return [{ text: 'name should only contain letters, digits, dashes and underscores' }];
}

function checkVersion(version: string): Problem[] {
  if (version === '') return [{ text: 'version is required' }];
  const result = parseTolerantVersion(version);
  return 'reason' in result ? [{ text: `version should be in semver format: ${result.reason}` }] : [];
}

function checkTalosVersion(version: string): Problem[] {
  const problems = checkVersion(version);
  if (version !== '' && !version.startsWith('v')) problems.push({ text: "version should start with 'v'" });
  return problems;
}

function checkEncryption(talosVersion: string): Problem[] {
  const result = parseTolerantVersion(talosVersion);
  if ('reason' in result) return [{ text: result.reason }];
  if (!isBefore(result.version, 1n, 5n, 0n)) return [];
  return [{ text: 'disk encryption is supported only for Talos version >= 1.5.0' }];
}

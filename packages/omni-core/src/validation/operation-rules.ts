import { types } from '../resources/registry.ts';
import { dateOf } from '../resources/timestamp.ts';
import { yamlValues } from '../resources/yaml/yaml-values.ts';
import type * as specs from '../wire/gen/specs.ts';
import { SecretRotationSpec } from '../wire/gen/specs.ts';
import { problem } from './resource-problem.ts';
import type { RuleContext, TypeRules } from './type-rules.ts';

const BACKUP_TOLERANCE_MS = 60_000;

/** A backup is asked for now: no earlier and no later than a minute. */
export const manualBackupRules: TypeRules<specs.EtcdManualBackupSpec> = {
  create({ spec: { backupAt } }, { now }) {
    const distance = backupAt === undefined ? Number.POSITIVE_INFINITY : dateOf(backupAt).getTime() - now.getTime();
    return [
      Math.abs(distance) > BACKUP_TOLERANCE_MS &&
        problem('spec.backupAt', 'backup time should be within a minute of the time of the server'),
    ];
  },
};

/** What triggers a rotation stays as it is until the rotation is over. */
export const rotationRules: TypeRules<object> = {
  update: ({ metadata }, _next, context) => [rotatingFinding(metadata.id, context)],
  remove: ({ metadata }, context) => [rotatingFinding(metadata.id, context)],
};

function rotatingFinding(cluster: string, { lookup }: RuleContext) {
  const { OK } = SecretRotationSpec.Phase;
  const phase = lookup?.find(types.ClusterSecretsRotationStatus, cluster)?.spec.phase ?? OK;
  return phase !== OK && problem('metadata.annotations', `a rotation is in progress for cluster "${cluster}"`);
}

/** Secrets come before the cluster they are for. */
export const importedSecretsRules: TypeRules<specs.ImportedClusterSecretsSpec> = {
  create: ({ metadata: { id }, spec: { data } }, { lookup }) => [
    !isMapping(data) && problem('spec.data', 'imported cluster secrets should be a secrets bundle in YAML'),
    lookup?.find(types.Cluster, id) !== undefined && problem('metadata.id', `cluster "${id}" exists already`),
  ],
};

/** Which image it is for is what a preset is about. */
export const mediaConfigRules: TypeRules<specs.InstallationMediaConfigSpec> = {
  create: ({ spec: { architecture } }) => [
    architecture === 0 && problem('spec.architecture', 'installation media config should have an architecture'),
  ],
};

function isMapping(text: string): boolean {
  const read = yamlValues(text);
  const [value] = 'values' in read && read.values.length === 1 ? read.values : [];
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

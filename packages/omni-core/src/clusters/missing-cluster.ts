import { NotFoundError } from '../errors/state-errors.ts';
import { types } from '../resources/registry.ts';
import { describeResource } from '../resources/resource.ts';

/** There is no such cluster. */
export function missingCluster(cluster: string): NotFoundError {
  const { type, defaultNamespace: namespace } = types.Cluster;
  const resource = describeResource({ namespace, type, id: cluster });
  return new NotFoundError(`Cluster ${cluster} does not exist`, {
    resource,
    hint: 'Look at the names of the clusters there are; a key with few rights sees only some of them.',
  });
}

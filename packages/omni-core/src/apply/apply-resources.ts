import type { BulkItem, BulkOptions } from '../bulk/bulk-options.ts';
import { runBulk } from '../bulk/run-bulk.ts';
import { OmniError } from '../errors/omni-error.ts';
import { parseResourcesYaml } from '../resources/parse-resources-yaml.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import type { YamlTarget } from '../resources/yaml/yaml-target.ts';
import type { State } from '../state/state.ts';
import { type Applied, applyResource } from './apply-resource.ts';

/** `concurrency` is 1 unless given: later documents may need earlier ones. */
export interface ApplyResourcesOptions extends BulkOptions<Applied> {
  /** Read and compare, but write nothing; outcomes say what would happen. @default false */
  readonly dryRun?: boolean;
  /** Add a diff of its YAML to every item. Contents are in it, secrets included. @default the value of `dryRun` */
  readonly diff?: boolean;
  /** Release of Omni whose YAML the diffs show. @default '1.10' */
  readonly target?: YamlTarget;
}

/**
 * Makes resources what they shall be, as `omnictl apply` does: each is read, then created, or updated with the version
 * just read (again, with growing pauses, while others write it too), or left alone when it is that already. Labels,
 * annotations and known fields are replaced as a whole; finalizers, owner and fields of a newer Omni stay.
 *
 * @param resources resources, or the text of any number of YAML or JSON documents, which are all read before the
 * first write
 * @returns what became of every resource, in the order given
 * @throws {BulkError} when not all of them went through, saying what became of each
 * @throws {OmniError} `invalid_argument`, `unknown_type` for a text that cannot be read or that names a resource twice
 */
export async function applyResources(
  state: State,
  resources: Iterable<Resource> | string,
  options: ApplyResourcesOptions = {},
): Promise<readonly BulkItem<Applied>[]> {
  const { concurrency = 1, dryRun = false, diff = dryRun, target } = options;
  const all = typeof resources === 'string' ? parseResourcesYaml(resources) : [...resources];
  refuseRepeated(all);
  return runBulk(
    {
      operation: `applying ${all.length} ${all.length === 1 ? 'resource' : 'resources'}`,
      inputs: all.map((resource) => ({ ...resource.metadata, resource })),
      run: ({ resource }, call) => applyResource(state, resource, { dryRun, diff, target }, call),
    },
    { ...options, concurrency },
  );
}

function refuseRepeated(resources: readonly Resource[]): void {
  const seen = new Set<string>();
  for (const { metadata } of resources) {
    const name = describeResource(metadata);
    if (seen.has(name)) throw new OmniError('invalid_argument', `${name} is there twice`, { resource: name });
    seen.add(name);
  }
}

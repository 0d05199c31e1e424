import pMap from 'p-map';
import type { Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ResourceProblem } from './resource-problem.ts';
import type { KnownResource, ResourceLookup } from './type-rules.ts';
import { type ValidationOptions, validateRemoval, validateResource } from './validate-resource.ts';

/** What a check on a server looks at. */
export interface ValidateAgainstOptions extends CallOptions, Pick<ValidationOptions, 'target'> {
  /** Judge its removal instead of its creation or change. @default false */
  readonly removal?: boolean;
}

const CONCURRENT_READS = 8;

/**
 * Everything the server would refuse a resource for, without writing anything: the rules of `validateResource`, with
 * the other resources they depend on read from the server. A resource that is there already is judged as a change.
 *
 * @throws {OmniError} `access_denied` when the key may not read what a rule is about
 */
export async function validateAgainst(
  state: Pick<State, 'find' | 'list'>,
  resource: Resource,
  options: ValidateAgainstOptions = {},
): Promise<readonly ResourceProblem[]> {
  const { removal = false, target, ...call } = options;
  const { id, namespace } = resource.metadata;
  const current = id === '' ? undefined : await state.find(resource.type, id, { ...call, namespace });
  const known = new KnownSoFar(state, call);
  for (;;) {
    const rules = { lookup: known, ...(target !== undefined && { target }) };
    const problems = removal
      ? validateRemoval(current ?? resource, rules)
      : validateResource(resource, { ...rules, ...(current !== undefined && { current }) });
    if (!(await known.readMissing())) return problems;
  }
}

/** Rules ask at once and reading takes time: what they asked for in vain is read, then they are asked again. */
class KnownSoFar implements ResourceLookup {
  readonly #state: Pick<State, 'find' | 'list'>;
  readonly #call: CallOptions;
  readonly #known = new Map<string, readonly KnownResource[]>();
  readonly #missing = new Map<string, () => Promise<readonly KnownResource[]>>();

  constructor(state: Pick<State, 'find' | 'list'>, call: CallOptions) {
    this.#state = state;
    this.#call = call;
  }

  find<Spec>(type: ResourceType<Spec>, id: string): KnownResource<Spec> | undefined {
    // No resource has an empty id, and the server would refuse the question.
    if (id === '') return undefined;
    const [found] = this.#read<Spec>(`${type.type}/${id}`, async () => {
      const resource = await this.#state.find(type, id, this.#call);
      return resource === undefined ? [] : [resource];
    });
    return found;
  }

  list<Spec>(type: ResourceType<Spec>): readonly KnownResource<Spec>[] {
    return this.#read<Spec>(type.type, () => this.#state.list(type, this.#call));
  }

  /** @returns whether there was anything to read */
  async readMissing(): Promise<boolean> {
    const wanted = [...this.#missing];
    this.#missing.clear();
    await pMap(wanted, async ([key, read]) => this.#known.set(key, await read()), { concurrency: CONCURRENT_READS });
    return wanted.length > 0;
  }

  #read<Spec>(key: string, read: () => Promise<readonly KnownResource[]>): readonly KnownResource<Spec>[] {
    const known = this.#known.get(key);
    if (known === undefined) this.#missing.set(key, read);
    // The key names the type, and with it the spec.
    return (known ?? []) as readonly KnownResource<Spec>[];
  }
}

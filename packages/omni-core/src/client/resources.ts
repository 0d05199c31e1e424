import type { Applied } from '../apply/apply-resource.ts';
import type { ApplyResourcesOptions } from '../apply/apply-resources.ts';
import type { BulkItem } from '../bulk/bulk-options.ts';
import {
  type Deleted,
  type DeleteResourcesOptions,
  type DeletionTarget,
  deleteResources,
} from '../bulk/delete-resources.ts';
import { ReadOnlyError } from '../errors/call-errors.ts';
import { type ListPageOptions, listPage, type Page } from '../listing/list-page.ts';
import { type ProjectedFields, type ProjectOptions, projectResources } from '../listing/project.ts';
import { resolveResourceType } from '../resources/registry.ts';
import type { Resource, ResourceDraft } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type {
  ListOptions,
  ReadOptions,
  State,
  UpdateOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../state/state.ts';
import type { ResourceProblem } from '../validation/resource-problem.ts';
import type { ValidateAgainstOptions } from '../validation/validate-against.ts';
import { type SelectorOption, withSelector } from './selector-option.ts';

/** A type, or any name it goes by: full, display name or alias, in any case. Specs found by name are `unknown`. */
export type TypeOrName<Spec> = ResourceType<Spec> | string;

/** Which resources go: one id, several, what a selector matches, or another {@link DeletionTarget}. */
export type ResourcesToDelete =
  | string
  | readonly string[]
  | DeletionTarget
  | (Required<SelectorOption> & { readonly namespace?: string });

/** What a {@link Resources} may do. */
export interface ResourcesOptions {
  /** Refuse jobs that write before anything is read. The state has to refuse single writes itself. @default false */
  readonly readOnly?: boolean;
  /** What jobs of several steps read and write, which must not be misled by a cache. @default the state */
  readonly direct?: State;
}

/**
 * Every resource type of an Omni. A {@link State} that also takes names of types and selector texts, reads pages, and
 * applies and deletes many resources at once. A name no type has is refused with `unknown_type`.
 */
export class Resources implements State {
  readonly #state: State;
  readonly #direct: State;
  readonly #readOnly: boolean;

  constructor(state: State, { readOnly = false, direct = state }: ResourcesOptions = {}) {
    this.#state = state;
    this.#direct = direct;
    this.#readOnly = readOnly;
  }

  async get<Spec>(type: TypeOrName<Spec>, id: string, options?: ReadOptions): Promise<Resource<Spec>> {
    return this.#state.get(typeOf(type), id, options);
  }

  async find<Spec>(type: TypeOrName<Spec>, id: string, options?: ReadOptions): Promise<Resource<Spec> | undefined> {
    return this.#state.find(typeOf(type), id, options);
  }

  async list<Spec>(type: TypeOrName<Spec>, options: ListOptions & SelectorOption = {}): Promise<Resource<Spec>[]> {
    return this.#state.list(typeOf(type), withSelector(options));
  }

  /** Names and selectors are read at once, before the first item is asked for. */
  iterate<Spec>(
    type: TypeOrName<Spec>,
    options: ListOptions & SelectorOption = {},
  ): AsyncGenerator<Resource<Spec>, void, undefined> {
    return this.#state.iterate(typeOf(type), withSelector(options));
  }

  /** Names and selectors are read at once, before the first event is asked for. */
  watch<Spec>(
    type: TypeOrName<Spec>,
    options: WatchOptions & SelectorOption = {},
  ): AsyncGenerator<WatchEvent<Spec>, void, undefined> {
    return this.#state.watch(typeOf(type), withSelector(options));
  }

  /** One page of a listing: sorted, searched, with a cursor to the next. See {@link listPage}. */
  async page<Spec>(type: TypeOrName<Spec>, options: ListPageOptions & SelectorOption = {}): Promise<Page<Spec>> {
    return listPage(this.#state, typeOf(type), withSelector(options));
  }

  /** Chosen fields of a listing: sorted, searched, limited. See {@link projectResources}. */
  async project<Spec>(
    type: TypeOrName<Spec>,
    fields: readonly string[],
    options: ProjectOptions & SelectorOption = {},
  ): Promise<ProjectedFields[]> {
    return projectResources(this.#state, typeOf(type), fields, withSelector(options));
  }

  create<Spec>(resource: Resource<Spec>, options?: Omit<WriteOptions, 'namespace'>): Promise<Resource<Spec>> {
    return this.#state.create(resource, options);
  }

  update<Spec>(resource: Resource<Spec>, options?: UpdateOptions): Promise<Resource<Spec>> {
    return this.#state.update(resource, options);
  }

  async modify<Spec>(
    type: TypeOrName<Spec>,
    id: string,
    change: (draft: ResourceDraft<Spec>, current: Resource<Spec>) => void,
    options?: WriteOptions & Pick<UpdateOptions, 'expectedPhase'>,
  ): Promise<Resource<Spec>> {
    return this.#state.modify(typeOf(type), id, change, options);
  }

  async teardown(type: TypeOrName<unknown>, id: string, options?: WriteOptions): Promise<boolean> {
    return this.#state.teardown(typeOf(type), id, options);
  }

  async destroy(type: TypeOrName<unknown>, id: string, options?: WriteOptions): Promise<void> {
    return this.#state.destroy(typeOf(type), id, options);
  }

  async teardownAndDestroy(type: TypeOrName<unknown>, id: string, options?: WriteOptions): Promise<void> {
    return this.#state.teardownAndDestroy(typeOf(type), id, options);
  }

  /**
   * What this Omni would refuse a resource for, without writing it: the rules of `validateResource` and, read from the
   * server, the other resources they depend on. Judged as a change when it is there already.
   */
  async validate(resource: Resource, options: ValidateAgainstOptions = {}): Promise<readonly ResourceProblem[]> {
    const { validateAgainst } = await import('../validation/validate-against.ts');
    return validateAgainst(this.#direct, resource, options);
  }

  /** Makes resources, or YAML or JSON documents, what they say. See `applyResources`. */
  async apply(
    resources: Iterable<Resource> | string,
    options: ApplyResourcesOptions = {},
  ): Promise<readonly BulkItem<Applied>[]> {
    if (options.dryRun !== true) this.#refuseWrites('Applying resources');
    // Its YAML and diff libraries are a third of what importing the client would take.
    const { applyResources } = await import('../apply/apply-resources.ts');
    return applyResources(this.#direct, resources, options);
  }

  /** Tears down and removes resources of one type, several at a time. See {@link deleteResources}. */
  async delete(
    type: TypeOrName<unknown>,
    which: ResourcesToDelete,
    options: DeleteResourcesOptions = {},
  ): Promise<readonly BulkItem<Deleted>[]> {
    const resolved = typeOf(type);
    this.#refuseWrites(`Deleting from ${resolved.type}`);
    return deleteResources(this.#direct, resolved, targetOf(which), options);
  }

  #refuseWrites(operation: string): void {
    if (this.#readOnly) throw new ReadOnlyError(operation);
  }
}

function typeOf<Spec>(type: TypeOrName<Spec>): ResourceType<Spec> {
  // A name says nothing about the spec: there the caller's type argument is `unknown`, unless they know better.
  return typeof type === 'string' ? (resolveResourceType(type) as ResourceType<Spec>) : type;
}

function targetOf(which: ResourcesToDelete): DeletionTarget {
  if (typeof which === 'string') return { ids: [which] };
  if (isIds(which)) return { ids: which };
  if (!('selector' in which)) return which;
  const { namespace, ...selector } = which;
  return { matching: withSelector(selector), ...(namespace !== undefined && { namespace }) };
}

function isIds(which: Exclude<ResourcesToDelete, string>): which is readonly string[] {
  return Array.isArray(which);
}

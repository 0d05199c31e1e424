import { OmniError } from '../errors/omni-error.ts';
import type { TextSlice } from '../wire/envelope/envelope.ts';
import { readUtf8 } from '../wire/envelope/wire-cursor.ts';
import type { Metadata, Resource } from './resource.ts';
import type { ResourceType } from './resource-type.ts';
import { decodeSpec } from './spec-codec.ts';

/** What else a server said about a resource. */
export interface StoredResourceOptions {
  /** The server's YAML of the same spec. */
  readonly specYaml?: string | TextSlice | undefined;
}

/** A resource from its metadata and spec bytes. The spec is decoded when somebody asks for it. */
export function resourceOf<Spec>(
  type: ResourceType<Spec>,
  metadata: Metadata,
  specBytes: Uint8Array,
  options: StoredResourceOptions = {},
): Resource<Spec> {
  return new StoredResource(type, metadata, specBytes, options.specYaml);
}

/** The same resource with some of its metadata replaced. */
export function withMetadata<Spec>(resource: Resource<Spec>, changes: Partial<Metadata>): Resource<Spec> {
  const metadata = { ...resource.metadata, ...changes };
  return new StoredResource(resource.type, metadata, resource.specBytes, resource.specYaml);
}

class StoredResource<Spec> implements Resource<Spec> {
  readonly type: ResourceType<Spec>;
  readonly metadata: Metadata;
  readonly specBytes: Uint8Array;
  #specYaml: string | TextSlice | undefined;
  #spec: { readonly value: Spec } | undefined;

  constructor(
    type: ResourceType<Spec>,
    metadata: Metadata,
    specBytes: Uint8Array,
    specYaml: string | TextSlice | undefined,
  ) {
    this.type = type;
    this.metadata = metadata;
    this.specBytes = specBytes;
    this.#specYaml = specYaml;
  }

  get spec(): Spec {
    this.#spec ??= { value: decodeSpec(this.type, this.specBytes) };
    return this.#spec.value;
  }

  get specYaml(): string | undefined {
    if (typeof this.#specYaml === 'object') this.#specYaml = textOf(this.#specYaml);
    return this.#specYaml;
  }
}

function textOf({ bytes, start, end }: TextSlice): string {
  try {
    return readUtf8(bytes, start, end);
  } catch (cause) {
    throw new OmniError('protocol', 'the YAML of a spec is not UTF-8', { cause });
  }
}

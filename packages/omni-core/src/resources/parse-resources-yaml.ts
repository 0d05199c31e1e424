import { OmniError } from '../errors/omni-error.ts';
import { findResourceType } from './registry.ts';
import { type Metadata, type Phase, type Resource, UNSTORED_VERSION } from './resource.ts';
import type { ResourceType } from './resource-type.ts';
import { encodeSpec } from './spec-codec.ts';
import { messageFromYaml } from './spec-from-yaml.ts';
import { resourceOf } from './stored-resource.ts';
import { type YamlPlace, yamlPlaces } from './yaml/yaml-place.ts';

/**
 * Resources from COSI YAML documents, the form `omnictl get -o yaml` prints and `omnictl apply` reads.
 * @throws {OmniError} `invalid_argument` naming document, line and path of what does not fit, never its content;
 * `unknown_type` for a type this library does not have
 */
export function parseResourcesYaml(text: string): readonly Resource[] {
  return yamlPlaces(text).map(resourceFromYaml);
}

function resourceFromYaml(place: YamlPlace): Resource {
  const { metadata, spec, ...others } = Object.fromEntries(place.entries());
  const [unknown] = Object.values(others);
  if (unknown !== undefined) throw unknown.refuse('a resource has only metadata and spec');
  if (metadata === undefined) throw place.refuse('metadata is missing');
  const type = typeFromYaml(metadata);
  return resourceOf(type, metadataFromYaml(metadata, type), specFromYaml(type, spec));
}

function typeFromYaml(metadata: YamlPlace): ResourceType {
  const place = metadata.entries().get('type');
  if (place === undefined || place.characters() === '') throw metadata.refuse('type is missing');
  const type = findResourceType(place.characters());
  if (type !== undefined) return type;
  throw new OmniError('unknown_type', `there is no resource type named ${JSON.stringify(place.characters())}`, {
    hint: 'Types are named in full and in their own case, e.g. Clusters.omni.sidero.dev.',
  });
}

function specFromYaml(type: ResourceType, spec: YamlPlace | undefined): Uint8Array {
  if (spec === undefined) return encodeSpec(type, {});
  if (type.specMessage !== undefined) return encodeSpec(type, messageFromYaml(type.specMessage, spec));
  if (type.type.startsWith('KubernetesResources.')) return encodeSpec(type, spec.text());
  if (spec.entries().size > 0) throw spec.refuse(`a ${type.displayType} has no spec`);
  return encodeSpec(type, {});
}

/** Nothing in metadata has a type: a label `~` is a tilde. */
function metadataFromYaml(place: YamlPlace, type: ResourceType): Metadata {
  const entries = new Map(place.entries());
  const take = (key: string): YamlPlace | undefined => {
    const entry = entries.get(key);
    entries.delete(key);
    return entry;
  };
  const id = take('id');
  if (id === undefined || id.characters() === '') throw place.refuse('id is missing');
  take('type');
  const metadata: Metadata = {
    namespace: take('namespace')?.characters() || type.defaultNamespace,
    type: type.type,
    id: id.characters(),
    version: take('version')?.characters() || UNSTORED_VERSION,
    owner: take('owner')?.characters() ?? '',
    phase: phaseFromYaml(take('phase')),
    created: dateFromYaml(take('created')),
    updated: dateFromYaml(take('updated')),
    finalizers:
      take('finalizers')
        ?.items()
        .map((item) => item.characters()) ?? [],
    labels: textsFromYaml(take('labels')),
    annotations: textsFromYaml(take('annotations')),
  };
  for (const unknown of entries.values()) throw unknown.refuse('there is no such metadata field');
  return metadata;
}

function textsFromYaml(place: YamlPlace | undefined): Record<string, string> {
  return Object.fromEntries([...(place?.entries() ?? [])].map(([key, value]) => [key, value.characters()]));
}

function phaseFromYaml(place: YamlPlace | undefined): Phase {
  const text = place?.characters() || 'running';
  if (text === 'running' || text === 'tearingDown') return text;
  throw place?.refuse('expected running or tearingDown') ?? new OmniError('invalid_argument', 'phase is missing');
}

function dateFromYaml(place: YamlPlace | undefined): Date {
  if (place === undefined || place.isNull()) return new Date(0);
  const date = new Date(place.characters());
  if (Number.isNaN(date.valueOf())) throw place.refuse('expected a time as RFC 3339 writes it');
  return date;
}

import type { Metadata, Resource } from './resource.ts';
import { type SpecTreeOptions, specTree } from './spec-tree.ts';
import { compareBytes } from './yaml/byte-order.ts';
import { type GoYamlValue, printGoYaml, UntypedScalar } from './yaml/go-yaml.ts';
import { DEFAULT_YAML_TARGET, yamlStyleOf } from './yaml/yaml-target.ts';

/** How resources are printed. */
export interface ResourceYamlOptions extends SpecTreeOptions {
  /** Spaces per level: `get` uses 4, `render` 2. @default 4 */
  readonly indent?: number;
}

/**
 * One resource as COSI YAML: the document `omnictl get -o yaml` prints and `omnictl apply` reads.
 * @throws {OmniError} `precondition_failed` when a long text is compressed with a dictionary that is not at hand
 */
export function printResourceYaml(resource: Resource, options: ResourceYamlOptions = {}): string {
  const { indent = 4, target = DEFAULT_YAML_TARGET } = options;
  const document: GoYamlValue = new Map<GoYamlValue, GoYamlValue>([
    ['metadata', metadataTree(resource.metadata)],
    ['spec', specTree(resource, options)],
  ]);
  return printGoYaml(document, { indent, style: yamlStyleOf(target) });
}

/** Several documents in one text, separated the way omnictl does it. */
export function printResourcesYaml(resources: Iterable<Resource>, options: ResourceYamlOptions = {}): string {
  return Array.from(resources, (resource) => printResourceYaml(resource, options)).join('---\n');
}

/** Metadata as YAML sees it: nothing in it has a type, empty collections are left out. */
export function metadataTree(metadata: Metadata): GoYamlValue {
  const { labels, annotations, finalizers } = metadata;
  const created = new UntypedScalar(rfc3339(metadata.created));
  const updated = metadata.updated === metadata.created ? created : new UntypedScalar(rfc3339(metadata.updated));
  const entries: [string, GoYamlValue][] = [
    ['namespace', new UntypedScalar(metadata.namespace)],
    ['type', new UntypedScalar(metadata.type)],
    ['id', new UntypedScalar(metadata.id)],
    ['version', new UntypedScalar(metadata.version)],
    ['owner', new UntypedScalar(metadata.owner)],
    ['phase', new UntypedScalar(metadata.phase)],
    ['created', created],
    ['updated', updated],
  ];
  if (Object.keys(labels).length > 0) entries.push(['labels', textMap(labels)]);
  if (Object.keys(annotations).length > 0) entries.push(['annotations', textMap(annotations)]);
  if (finalizers.length > 0) entries.push(['finalizers', finalizers.map((name) => new UntypedScalar(name))]);
  return new Map(entries);
}

/** Keys are ordered by their UTF-8 bytes, as Go sorts strings. */
function textMap(map: Readonly<Record<string, string>>): GoYamlValue {
  const entries = Object.entries(map).sort(([a], [b]) => compareBytes(a, b));
  return new Map(entries.map(([key, value]) => [new UntypedScalar(key), new UntypedScalar(value)]));
}

function rfc3339(date: Date): string {
  const text = date.toISOString();
  return `${text.slice(0, text.indexOf('.'))}Z`;
}

import { OmniError } from '../errors/omni-error.ts';
import type { Resource } from '../resources/resource.ts';
import { specTree } from '../resources/spec-tree.ts';
import type { YamlTarget } from '../resources/yaml/yaml-target.ts';
import { yamlValues } from '../resources/yaml/yaml-values.ts';
import { fieldClassifier, hasSecretId } from './classify-field.ts';
import { cleanText } from './clean-text.ts';
import type { FieldClass } from './field-class.ts';
import type { HiddenPart } from './hidden-part.ts';
import { isJsonObject, type JsonObject, type JsonValue, toJsonValue } from './json-value.ts';
import { mapFields } from './map-fields.ts';
import type { Marker } from './marker.ts';
import { redactConfigDocuments, redactConfigText } from './redact-config.ts';
import { redactKernelArgs } from './redact-kernel-args.ts';
import { redactDiff } from './redact-lines.ts';
import { redactText } from './redact-value.ts';

/** A resource as it may be shown. The spec has the keys of `omnictl get -o yaml`. */
export interface RedactedResource {
  readonly metadata: {
    readonly namespace: string;
    readonly type: string;
    readonly id: string;
    readonly version: string;
    readonly owner: string;
    readonly phase: string;
    readonly created: string;
    readonly updated: string;
    readonly finalizers: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: JsonObject;
}

/** What is hidden, and in whose form the rest is shown. */
/** How a resource is shown. */
export interface RedactOptions {
  /** What of configurations, manifests and kernel arguments is hidden. @default 'secrets' */
  readonly hide?: HiddenPart;
  /**
   * Show the fields that an Omni of this release has. Two resources of one target can be compared, wherever they came
   * from. @default what the server printed, and for resources made here those of '1.10'
   */
  readonly target?: YamlTarget;
  /** Show configurations and manifests as their documents instead of as text. @default false */
  readonly documents?: boolean;
}

/** The one place where a resource turns into something that may be shown. */
export function redactResource(resource: Resource, marker: Marker, options: RedactOptions = {}): RedactedResource {
  const { metadata } = resource;
  return {
    metadata: {
      namespace: metadata.namespace,
      type: metadata.type,
      id: redactId(metadata, marker),
      version: metadata.version,
      owner: metadata.owner,
      phase: metadata.phase,
      created: metadata.created.toISOString(),
      updated: metadata.updated.toISOString(),
      finalizers: metadata.finalizers.map((finalizer) => redactText(finalizer, marker)),
      labels: redactTexts(metadata.labels, marker),
      annotations: redactTexts(metadata.annotations, marker),
    },
    spec: redactSpec(resource, marker, options),
  };
}

/** The id as it may be shown: an alias where the id is a secret. */
export function redactId(metadata: { readonly type: string; readonly id: string }, marker: Marker): string {
  return hasSecretId(metadata.type) ? marker.alias(metadata.id) : redactText(metadata.id, marker);
}

function redactTexts(record: Readonly<Record<string, string>>, marker: Marker): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [redactText(key, marker), redactText(value, marker)]),
  );
}

function redactSpec(resource: Resource, marker: Marker, options: RedactOptions): JsonObject {
  const shown = mapFields(printedSpec(resource, options), fieldClassifier(resource.metadata.type), {
    key: (key) => redactText(key, marker),
    text: (text, fieldClass) => redactField(text, fieldClass, marker, options),
  });
  return isJsonObject(shown) ? shown : {};
}

/** The spec with the keys it is printed with, nothing hidden. */
export function printedSpec(resource: Resource, { target }: Pick<RedactOptions, 'target'> = {}): JsonObject {
  const { specYaml } = resource;
  const tree =
    target === undefined && specYaml !== undefined
      ? fromYaml(specYaml)
      : specTree(resource, { target, keepFrames: true });
  const spec = toJsonValue(tree);
  return isJsonObject(spec) ? spec : {};
}

function fromYaml(specYaml: string): unknown {
  const read = yamlValues(specYaml, { intAsBigInt: true });
  if ('problem' in read) throw new OmniError('protocol', `the server's YAML of a spec cannot be read: ${read.problem}`);
  return read.values[0];
}

function redactField(
  text: string,
  fieldClass: FieldClass | undefined,
  marker: Marker,
  { hide = 'secrets', documents = false }: RedactOptions,
): JsonValue {
  switch (fieldClass) {
    case 'plain':
      return redactText(text, marker);
    case 'alias':
      return marker.alias(text);
    case 'config': {
      const config = cleanText(text);
      if (!documents) return redactText(redactConfigText(config, marker, { hide }), marker);
      return toJsonValue(redactConfigDocuments(config, marker, { hide }) ?? marker.mark(text));
    }
    case 'diff':
      return hide === 'values' ? marker.mark(text) : redactDiff(cleanText(text), marker);
    case 'kernelArgs':
      return redactKernelArgs(cleanText(text), marker, { hide });
    default:
      // Secret, or not classified yet: a field of a newer Omni is hidden until somebody says what it holds.
      return marker.mark(text);
  }
}

import { OmniError } from '../errors/omni-error.ts';
import type { Resource } from './resource.ts';
import type { ResourceType } from './resource-type.ts';
import { yamlValues } from './yaml/yaml-values.ts';
import { decompressTexts, dictionaryIdOf } from './zstd-frame.ts';

/** The two fields a text lives in: as it is, or as zstd frames when it is long. Never both. */
export interface TextFields {
  readonly plain: string;
  readonly compressed: string;
}

/** What it takes to read a text that Omni has compressed. */
export interface TextOptions {
  /** Omni's zstd dictionary. Without it, long texts are taken from the YAML the server sends along. */
  readonly dictionary?: Uint8Array | undefined;
}

const DATA: TextFields = { plain: 'data', compressed: 'compressedData' };

const TEXT_FIELDS: Readonly<Record<string, TextFields>> = {
  'specs.ConfigPatchSpec': DATA,
  'specs.KubernetesManifestGroupSpec': DATA,
  'specs.RedactedClusterMachineConfigSpec': DATA,
  'specs.ClusterMachineConfigPatchesSpec': { plain: 'patches', compressed: 'compressedPatches' },
  'specs.ClusterMachineConfigStatusSpec': {
    plain: 'redactedCurrentMachineConfig',
    compressed: 'compressedRedactedMachineConfig',
  },
  'specs.MachinePendingUpdatesSpec': { plain: 'configDiff', compressed: 'compressedConfigDiff' },
  'specs.MachineConfigDiffSpec': { plain: 'diff', compressed: 'compressedDiff' },
};

type Fields = Record<string, unknown>;

/** What a text is read from; any resource will do. */
export type TextSource = Pick<Resource, 'type' | 'spec' | 'specYaml'>;

/** Which fields of a type hold a text that may be compressed; `undefined` for types that have none. */
export function textFieldsOf(type: ResourceType): TextFields | undefined {
  return type.specMessage === undefined ? undefined : TEXT_FIELDS[type.specMessage];
}

/**
 * The texts of a spec, whichever way it carries them: the patches of a `ClusterMachineConfigPatch`, one text for
 * every other type with such a field.
 * @throws {OmniError} `invalid_argument` for types without such a field; `precondition_failed` when a frame needs
 * Omni's dictionary and there is neither a dictionary nor the server's YAML; `resource_exhausted` when they unpack to more
 * than any message could hold
 */
export function readTexts(resource: TextSource, options: TextOptions = {}): readonly string[] {
  const fields = knownFields(resource.type);
  const spec = resource.spec as Fields;
  const frames = [spec[fields.compressed] ?? []].flat().filter(isFrame);
  if (frames.length === 0) return texts(spec[fields.plain]);
  const { dictionary } = options;
  if (dictionary !== undefined || frames.every((frame) => dictionaryIdOf(frame) === 0))
    return decompressTexts(frames, dictionary);
  if (resource.specYaml !== undefined) return texts(yamlField(resource.specYaml, fields.plain));
  throw new OmniError('precondition_failed', `the ${fields.plain} of a ${resource.type.displayType} is compressed`, {
    hint: "Supply Omni's zstd dictionary, or use a resource that was read from a server.",
  });
}

/** The one text of a spec; see {@link readTexts}. */
export function readText(resource: TextSource, options: TextOptions = {}): string {
  return readTexts(resource, options).join('\n---\n');
}

/**
 * Puts a text into a writable spec, uncompressed (which every Omni accepts), and clears the compressed field, which
 * would win otherwise.
 * @throws {OmniError} `invalid_argument` for types without such a field
 */
export function writeText<Spec extends object>(type: ResourceType<Spec>, spec: Spec, text: string): void {
  const { plain, compressed } = knownFields(type);
  const isList = Array.isArray((spec as Fields)[plain]);
  Object.assign(spec, { [plain]: isList ? [text] : text, [compressed]: isList ? [] : new Uint8Array() });
}

function knownFields(type: ResourceType): TextFields {
  const fields = textFieldsOf(type);
  if (fields === undefined) throw new OmniError('invalid_argument', `a ${type.displayType} has no compressible text`);
  return fields;
}

function yamlField(specYaml: string, name: string): unknown {
  const read = yamlValues(specYaml);
  if ('problem' in read) throw new OmniError('protocol', `the server's YAML cannot be read: ${read.problem}`);
  return (read.values[0] as Fields | null | undefined)?.[name.toLowerCase()];
}

function texts(value: unknown): readonly string[] {
  return [value ?? []].flat().map(String);
}

function isFrame(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length > 0;
}

import { isOmniError } from '../errors/omni-error.ts';
import { type FieldDescriptor, fieldsOf } from '../wire/field-descriptor.ts';
import { readTexts, type TextOptions, type TextSource, textFieldsOf } from './compressed-text.ts';
import { types } from './registry.ts';
import { type GoYamlValue, UntypedScalar } from './yaml/go-yaml.ts';
import { compareNatural } from './yaml/natural-order.ts';
import { resolvePlainScalar } from './yaml/plain-scalar.ts';
import { DEFAULT_YAML_TARGET, isPrinted, type YamlTarget } from './yaml/yaml-target.ts';

/** Which fields of a spec are shown, and how its texts are read. */
export interface SpecTreeOptions extends TextOptions {
  /** Omni whose fields and style to use. @default '1.10' */
  readonly target?: YamlTarget | undefined;
  /** Print a text nobody here can decompress as the bytes it is, instead of failing. @default false */
  readonly keepFrames?: boolean;
}

type Values = Readonly<Record<string, unknown>>;
type Entries = [GoYamlValue, GoYamlValue][];

const FLOATS: ReadonlySet<string> = new Set(['double', 'float']);

/**
 * A spec the way Omni prints it: Go's field names in lower case, enums as numbers, times as seconds and nanoseconds,
 * absent messages as null, long texts decompressed.
 */
export function specTree(resource: TextSource, options: SpecTreeOptions = {}): GoYamlValue {
  const { target = DEFAULT_YAML_TARGET } = options;
  const { type } = resource;
  if (type.type === types.ResourceDefinition.type) return definitionTree(resource.spec as Values);
  if (type.type === types.ClusterMachine.type)
    return new Map([['kubernetes_version', nodeText(String((resource.spec as Values)['kubernetesVersion']))]]);
  if (typeof resource.spec === 'string') return resource.spec;
  if (type.specMessage === undefined) return new Map();
  const spec = textFieldsOf(type) === undefined ? resource.spec : withTexts(resource, options);
  return messageTree(type.specMessage, spec as Values, target);
}

/** Omni shows the text in its plain field and the compressed one empty; of a list of patches it shows only the texts. */
function withTexts(resource: TextSource, options: SpecTreeOptions): Values {
  const { plain, compressed } = textFieldsOf(resource.type) ?? { plain: '', compressed: '' };
  const spec = { ...(resource.spec as Values) };
  const texts = readableTexts(resource, options);
  if (texts === undefined) return spec;
  return Array.isArray(spec[plain])
    ? { ...spec, [plain]: texts.map(nodeText), [compressed]: undefined }
    : { ...spec, [plain]: texts[0] ?? '', [compressed]: new Uint8Array() };
}

/** Omni builds nodes of some texts itself: quoted for what they would mean now, not for what they meant in YAML 1.1. */
function nodeText(text: string): GoYamlValue {
  return resolvePlainScalar(text).tag === '!!str' ? new UntypedScalar(text) : text;
}

function readableTexts(resource: TextSource, options: SpecTreeOptions): readonly string[] | undefined {
  try {
    return readTexts(resource, options);
  } catch (error) {
    if (options.keepFrames === true && isOmniError(error, 'precondition_failed')) return undefined;
    throw error;
  }
}

function messageTree(message: string, values: Values, target: YamlTarget): GoYamlValue {
  const entries: Entries = [];
  const oneofs = new Set<string>();
  for (const field of fieldsOf(message)) {
    if (!isPrinted(message, field.name, target)) continue;
    if (field.oneof === undefined) {
      const value = values[field.name];
      // A repeated field without even a list is one that this type hides.
      if (field.label === 'repeated' && value === undefined) continue;
      entries.push([yamlKey(field.name), fieldTree(field, value, target)]);
    } else if (!oneofs.has(field.oneof)) {
      oneofs.add(field.oneof);
      entries.push([yamlKey(field.oneof), oneofTree(message, field.oneof, values, target)]);
    }
  }
  return new Map(entries);
}

function oneofTree(message: string, oneof: string, values: Values, target: YamlTarget): GoYamlValue {
  const set = fieldsOf(message).find((field) => field.oneof === oneof && values[field.name] !== undefined);
  if (set === undefined) return null;
  return new Map([[yamlKey(set.name), valueTree(set, values[set.name], target)]]);
}

function fieldTree(field: FieldDescriptor, value: unknown, target: YamlTarget): GoYamlValue {
  if (field.label === 'repeated')
    return (value as readonly unknown[]).map((element) => valueTree(field, element, target));
  if (field.label === 'map') return mapTree(field, value as Values, target);
  return valueTree(field, value, target);
}

function mapTree(field: FieldDescriptor, value: Values, target: YamlTarget): GoYamlValue {
  const entries = Object.entries(value).map(([key, element]) => [key, valueTree(field, element, target)] as const);
  if (field.mapKey === 'string') return new Map(entries.sort(([a], [b]) => compareNatural(a, b)));
  return new Map(entries.sort(([a], [b]) => Number(a) - Number(b)).map(([key, element]) => [BigInt(key), element]));
}

function valueTree(field: FieldDescriptor, value: unknown, target: YamlTarget): GoYamlValue {
  if (value === undefined) return null;
  if (field.kind === 'message') return messageTree(field.type, value as Values, target);
  if (value instanceof Uint8Array) return Array.from(value, BigInt);
  if (typeof value === 'number' && !FLOATS.has(field.type)) return BigInt(value);
  return value as GoYamlValue;
}

/** Definitions of types come from the COSI runtime, which names its YAML fields itself. */
function definitionTree(spec: Values): GoYamlValue {
  const columns = (spec['printColumns'] as readonly Values[]).map(
    (column) =>
      new Map([
        ['name', String(column['name'])],
        ['jsonPath', String(column['jsonPath'])],
      ]),
  );
  const sensitivity: Entries = spec['sensitivity'] === 1 ? [['sensitivity', 'sensitive']] : [];
  return new Map<GoYamlValue, GoYamlValue>([
    ['type', String(spec['resourceType'])],
    ['displayType', String(spec['displayType'])],
    ['defaultNamespace', String(spec['defaultNamespace'])],
    ['aliases', spec['aliases'] as readonly string[]],
    ['allAliases', spec['allAliases'] as readonly string[]],
    ['printColumns', columns],
    ...sensitivity,
  ]);
}

function yamlKey(name: string): string {
  return name.toLowerCase();
}

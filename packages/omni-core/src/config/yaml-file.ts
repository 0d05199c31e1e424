import { stringify } from 'yaml';
import { OmniError } from '../errors/omni-error.ts';
import { yamlValues } from '../resources/yaml/yaml-values.ts';

/** A configuration file as plain values; fields nobody here knows are kept. */
export type YamlObject = Readonly<Record<string, unknown>>;

/**
 * @param what names the file in errors, e.g. `kubeconfig`; the text never shows in one
 * @throws {OmniError} `configuration_invalid` when the text is no YAML mapping
 */
export function parseYamlObject(text: string, what: string): YamlObject {
  const read = yamlValues(text);
  if ('problem' in read) throw invalidFile(what, `it is not YAML that can be read (${read.problem})`);
  const [value, ...others] = read.values;
  if (others.length > 0) throw invalidFile(what, 'it has several documents');
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidFile(what, 'it is not a YAML mapping');
  return value as YamlObject;
}

/** Text that readers of YAML 1.1 and of YAML 1.2 understand alike. */
export function printYamlObject(value: YamlObject, indent: 2 | 4): string {
  return stringify(value, { indent, lineWidth: 0, compat: 'yaml-1.1', indentSeq: false });
}

export function invalidFile(what: string, reason: string): OmniError {
  return new OmniError('configuration_invalid', `The ${what} cannot be used: ${reason}`);
}

/** A mapping inside of the file; absent is empty. @throws {OmniError} `configuration_invalid` for anything else */
export function objectAt(parent: YamlObject, key: string, what: string): YamlObject {
  const value = parent[key] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidFile(what, `${key} is not a mapping`);
  return value as YamlObject;
}

/** A text inside of the file; absent is empty. @throws {OmniError} `configuration_invalid` for anything else */
export function textAt(parent: YamlObject, key: string, what: string): string {
  const value = parent[key] ?? '';
  if (typeof value !== 'string') throw invalidFile(what, `${key} is not a text`);
  return value;
}

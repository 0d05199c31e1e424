import type { ResourceType } from './resource-type.ts';
import { decodeSpec } from './spec-codec.ts';
import { type SpecTreeOptions, specTree } from './spec-tree.ts';
import { printGoYaml } from './yaml/go-yaml.ts';
import { DEFAULT_YAML_TARGET, yamlStyleOf } from './yaml/yaml-target.ts';

/** How a spec is printed. */
export interface SpecYamlOptions extends SpecTreeOptions {
  /** The server's own YAML of the same spec: the source of long texts when there is no dictionary. */
  readonly specYaml?: string | undefined;
}

/**
 * The YAML of a spec exactly as a server of the target version sends it beside the bytes.
 * @throws {OmniError} `protocol` when the bytes are no such spec; `precondition_failed` when a long text is compressed
 * with a dictionary that is not at hand
 */
export function printSpecYaml(type: ResourceType, bytes: Uint8Array, options: SpecYamlOptions = {}): string {
  const { target = DEFAULT_YAML_TARGET, specYaml } = options;
  const tree = specTree({ type, spec: decodeSpec(type, bytes), specYaml }, options);
  return printGoYaml(tree, { indent: 4, style: yamlStyleOf(target) });
}

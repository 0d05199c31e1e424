import type { Resource } from '../resources/resource.ts';
import { printResourcesYaml, printResourceYaml } from '../resources/resource-yaml.ts';
import { DEFAULT_TARGET, type TemplateTarget } from './target.ts';

/** For which Omni resources are printed. */
export interface PrintOptions {
  /** The Omni whose fields and style of YAML to print. @default '1.10' */
  readonly target?: TemplateTarget;
}

/** Resources as `omnictl cluster template render` prints them. */
export function printRenderedTemplate(resources: readonly Resource[], options: PrintOptions = {}): string {
  return printResourcesYaml(resources, yamlOptions(options));
}

/** One resource in the same layout. */
export function printRenderedResource(resource: Resource, options: PrintOptions = {}): string {
  return printResourceYaml(resource, yamlOptions(options));
}

function yamlOptions({ target = DEFAULT_TARGET }: PrintOptions) {
  return { indent: 2, target };
}

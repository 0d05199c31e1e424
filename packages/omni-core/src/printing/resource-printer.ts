import type { Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { resourceTypeInfo } from '../resources/resource-type-info.ts';
import { metadataTree } from '../resources/resource-yaml.ts';
import type { SpecTreeOptions } from '../resources/spec-tree.ts';
import { type GoYamlValue, printGoYaml } from '../resources/yaml/go-yaml.ts';
import { DEFAULT_YAML_TARGET, yamlStyleOf } from '../resources/yaml/yaml-target.ts';
import type { WatchEvent } from '../state/state.ts';
import { printGoJson } from './go-json.ts';
import { printGoResult, printGoText } from './go-text.ts';
import { evaluateTemplate } from './jsonpath/evaluate.ts';
import type { TemplatePart } from './jsonpath/nodes.ts';
import { parseTemplate } from './jsonpath/parse.ts';
import { jsonPathOf, type OutputFormat } from './output-format.ts';
import { type PrintedMap, printedResource, printedSpec, specTreeOf } from './printed-value.ts';

/** A column of a table: its head, and a JSONPath template evaluated on the spec as it is printed. */
export interface PrintColumn {
  readonly name: string;
  readonly jsonPath: string;
}

/** `indent` and the rest apply to YAML; `target` and dictionaries to every form. */
export interface PrintResourcesOptions extends SpecTreeOptions {
  /** Columns of a table behind the fixed ones. @default those the type declares */
  readonly columns?: readonly PrintColumn[];
}

/** What happened to a printed resource. */
export type PrintedEvent = Exclude<WatchEvent<unknown>['kind'], 'bootstrapped'>;

/** Prints resources of one type one after the other. Tables are not aligned yet: cells are separated by tabs. */
export interface ResourcePrinter {
  /** Line in front of everything, or nothing. */
  readonly header: string;
  print(resource: Resource, event?: PrintedEvent): string;
}

/**
 * The printer for a format.
 * @param withEvents whether every resource is printed with what happened to it
 * @throws {OmniError} `invalid_argument` for an unknown format or a path that cannot be read
 */
export function resourcePrinter(
  type: ResourceType,
  format: OutputFormat,
  options: PrintResourcesOptions,
  withEvents: boolean,
): ResourcePrinter {
  const path = jsonPathOf(format);
  if (path !== undefined) return jsonPathPrinter(parseTemplate(path), options);
  switch (format) {
    case 'table':
      return tablePrinter(type, options, withEvents);
    case 'yaml':
      return yamlPrinter(options);
    case 'json':
      return {
        header: '',
        print: (resource, event) => `${printGoJson(withEvent(resource, event, options), { indent: 4 })}\n`,
      };
    default:
      return { header: '', print: ({ metadata }) => `${metadata.id}\n` };
  }
}

const SIGNS: Readonly<Record<PrintedEvent, string>> = { created: '+', updated: ' ', destroyed: '-' };

function tablePrinter(type: ResourceType, options: PrintResourcesOptions, withEvents: boolean): ResourcePrinter {
  const columns = (options.columns ?? resourceTypeInfo(type)?.columns ?? []).map(({ name, jsonPath }) => ({
    head: name.toUpperCase(),
    path: parseTemplate(jsonPath),
  }));
  const line = (sign: string, cells: readonly string[]) => `${(withEvents ? [sign, ...cells] : cells).join('\t')}\n`;
  return {
    header: line('*', ['NAMESPACE', 'TYPE', 'ID', 'VERSION', ...columns.map(({ head }) => head)]),
    print(resource, event = 'updated') {
      const { namespace, id, version } = resource.metadata;
      const spec = columns.length === 0 ? null : printedSpec(resource, options);
      const cells = columns.map(({ path }) => {
        const groups = evaluateTemplate(path, spec, { allowMissing: true });
        return groups.map((values) => values.map(printGoText).join(' ')).join('');
      });
      return line(SIGNS[event], [namespace, type.displayType, id, version, ...cells]);
    },
  };
}

function yamlPrinter(options: PrintResourcesOptions): ResourcePrinter {
  const style = yamlStyleOf(options.target ?? DEFAULT_YAML_TARGET);
  let separator = '';
  return {
    header: '',
    print(resource, event) {
      const document: GoYamlValue = new Map<GoYamlValue, GoYamlValue>([
        ['metadata', metadataTree(resource.metadata)],
        ['spec', specTreeOf(resource, options)],
      ]);
      const text = `${separator}${event === undefined ? '' : `event: ${event}\n`}${printGoYaml(document, { style })}`;
      separator = '---\n';
      return text;
    },
  };
}

function jsonPathPrinter(path: readonly TemplatePart[], options: PrintResourcesOptions): ResourcePrinter {
  return {
    header: '',
    print: (resource, event) =>
      evaluateTemplate(path, withEvent(resource, event, options))
        .flat()
        .map((value) => `${printGoResult(value)}\n`)
        .join(''),
  };
}

function withEvent(resource: Resource, event: PrintedEvent | undefined, options: PrintResourcesOptions): PrintedMap {
  const tree = printedResource(resource, options);
  return event === undefined ? tree : new Map([...tree, ['event', event]]);
}

import type { Node } from 'yaml';
import { type GoYamlValue, printGoYaml } from '../../resources/yaml/go-yaml.ts';
import { goQuote } from '../go-format.ts';
import type { Dialect } from '../target.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import type { MachineConfigSchema } from './machine-config-schema.ts';
import { strictDecode } from './strict-decode.ts';

/** One document of a config patch. */
export interface ParsedDocument {
  readonly document: YamlDocument;
  readonly root: Node;
  readonly apiVersion: string;
  /** Empty for the classic document. */
  readonly kind: string;
}

/** Stands for values that are not shown. */
const HIDDEN = '…';

/** What Talos' own decoder would refuse in a document, in its words. */
export function schemaProblem(
  { document, root, apiVersion, kind }: ParsedDocument,
  dialect: Dialect,
  schema: MachineConfigSchema | undefined,
): string | undefined {
  if (schema === undefined) return undefined;
  const place = schema.document(apiVersion, kind);
  if (place === undefined) return `${goQuote(kind)} ${goQuote(apiVersion)}: not registered`;
  const { complaints, unknown } = strictDecode(root, document, place);
  if (complaints.length > 0) {
    const type = kind === '' ? 'v1alpha1.Config' : (place[0]?.name ?? kind);
    const lines = complaints.map((complaint) => `\n  ${complaint}`).join('');
    return `error decoding ${kind} to *${type}: yaml: construct errors:${lines}`;
  }
  if (unknown === undefined) return undefined;
  const shown = schema.showValues ? unknown : withoutValues(unknown);
  return `unknown keys found during decoding:\n${printGoYaml(shown, { indent: 4, style: dialect.yamlStyle })}`;
}

/** The keys alone: what stands below a misspelt one may be a secret all the same. */
function withoutValues(value: GoYamlValue): GoYamlValue {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<GoYamlValue, GoYamlValue>)];
    return new Map(entries.map(([key, item]) => [key, withoutValues(item)]));
  }
  return Array.isArray(value) ? (value as readonly GoYamlValue[]).map(withoutValues) : HIDDEN;
}

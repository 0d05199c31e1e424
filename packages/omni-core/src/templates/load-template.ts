import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { DecodeContext, Decoder } from './decode/decoder.ts';
import { TemplateLoadError } from './errors.ts';
import { readReferencedFiles } from './files/referenced-files.ts';
import { goQuote } from './go-format.ts';
import { checkSourceLength, DEFAULT_TEMPLATE_LIMITS, type TemplateLimits } from './limits.ts';
import type { MachineConfigSchema } from './machine-config/machine-config-schema.ts';
import { clusterModel } from './model/cluster.ts';
import { machineModel } from './model/machine.ts';
import { controlPlaneModel, workersModel } from './model/machine-set.ts';
import { type SourcePlace, TemplateLimitError } from './source-errors.ts';
import { DEFAULT_TARGET, type Dialect, dialectOf, type TemplateTarget } from './target.ts';
import { referencedPaths, type Template, type TemplateDocument } from './template.ts';
import type { TemplateFiles } from './template-files.ts';
import { streamDocuments, type YamlDocument } from './yaml/documents.ts';
import { keyText, mappingEntries } from './yaml/mapping.ts';
import { scalarText } from './yaml/scalar.ts';
import { YamlLimitError, YamlSyntaxError } from './yaml/syntax-error.ts';

/** Where the text came from, where its references lead, and what it is for. */
export interface LoadTemplateOptions {
  /** Where `file:` references are read from. */
  readonly files: TemplateFiles;
  /** Where the template came from, for messages. @default 'template.yaml' */
  readonly name?: string;
  /** The Omni the template is for. @default '1.10' */
  readonly target?: TemplateTarget;
  /** Hold config patches against the schema of Talos when the template is validated. @default structure only */
  readonly machineConfigSchema?: MachineConfigSchema;
  /** What the template may take. @default {@link DEFAULT_TEMPLATE_LIMITS} */
  readonly limits?: Partial<TemplateLimits>;
  readonly signal?: AbortSignal;
}

/** Nobody reads more, and a hostile text has millions. */
const MOST_COMPLAINTS = 200;

/** Numbers Go's YAML library gives the kinds of node, seen in messages. */
const NODE_KIND = { sequence: 2, mapping: 4, scalar: 8 } as const;

const MODELS: ReadonlyMap<string, Decoder<TemplateDocument>> = new Map<string, Decoder<TemplateDocument>>([
  ['Cluster', clusterModel],
  ['ControlPlane', controlPlaneModel],
  ['Workers', workersModel],
  ['Machine', machineModel],
]);

/**
 * Parses a template and reads every file it refers to. Files that cannot be read are kept as errors for
 * `validateTemplate` to report.
 *
 * @throws {TemplateLoadError} for text that is no template, with omnictl's message
 * @throws {TemplateLimitError} for one that takes more than its limits allow
 */
export async function loadTemplate(text: string, options: LoadTemplateOptions): Promise<Template> {
  const { name = 'template.yaml', target = DEFAULT_TARGET, machineConfigSchema, signal } = options;
  const limits = { ...DEFAULT_TEMPLATE_LIMITS, ...options.limits };
  checkSourceLength(name, text.length, limits);
  const documents = decodeTemplate(text, dialectOf(target), { name, limits });
  const files = await readReferencedFiles(referencedPaths(documents), options.files, { limits, signal });
  return { name, target, documents, files, ...(machineConfigSchema && { machineConfigSchema }) };
}

/**
 * Decodes the documents of a template without touching any file.
 * @throws {TemplateLoadError} at the first document that is no template document
 */
export function decodeTemplate(
  text: string,
  dialect: Dialect,
  { name, limits }: { readonly name: string; readonly limits: Pick<TemplateLimits, 'yamlTokens'> },
): TemplateDocument[] {
  try {
    return decodeDocuments(streamDocuments(text, { tokens: limits.yamlTokens }), dialect);
  } catch (error) {
    if (error instanceof YamlLimitError) throw limitError(error, { file: name, ...error.position });
    if (!(error instanceof YamlSyntaxError)) throw error;
    throw new TemplateLoadError(`error loading template: error decoding template: yaml: ${error.message}`);
  }
}

/** What YAML with too much syntax is to those who load templates. */
export function limitError(cause: YamlLimitError, place: SourcePlace): TemplateLimitError {
  return new TemplateLimitError('yamlTokens', cause.tokens, place, { cause });
}

/**
 * The same for documents that are parsed already.
 * @throws {TemplateLoadError} at the first that is no template document
 */
export function decodeDocuments(documents: Iterable<YamlDocument>, dialect: Dialect): TemplateDocument[] {
  return Array.from(documents, (document) => decodeDocument(document, dialect));
}

function decodeDocument(document: YamlDocument, dialect: Dialect): TemplateDocument {
  const refuse = (what: string, reason: string): never => {
    const { line, column } = document.position;
    const where = document.where ?? `line ${line}:${column}`;
    throw new TemplateLoadError(`error loading template: error ${what} document at ${where}: ${reason}`);
  };
  const kind = kindOf(document, (reason) => refuse('in', reason));
  const decode = MODELS.get(kind) ?? refuse('in', `unknown model kind ${goQuote(kind)}`);
  const context: DecodeContext = { document, dialect, complaints: [], inlineDocuments: new Map() };
  const decoded = decode(document.root, context);
  if (context.complaints.length > 0) {
    const lines = context.complaints.slice(0, MOST_COMPLAINTS).map((complaint) => `\n  ${complaint}`);
    const more = context.complaints.length - lines.length;
    refuse('decoding', `yaml: construct errors:${lines.join('')}${more > 0 ? `\n  and ${more} more` : ''}`);
  }
  return decoded;
}

function kindOf(document: YamlDocument, refuse: (reason: string) => never): string {
  const { root } = document;
  if (!isMap(root)) return refuse(`unexpected node kind ${nodeKind(root)}, expecting mapping`);
  const entry = mappingEntries(root, document).find(({ key }) => keyText(key, document) === 'kind');
  if (entry === undefined) return refuse('kind field not found');
  const value = entry.value && document.resolve(entry.value);
  if (value === undefined) return '';
  return isScalar(value) ? scalarText(value) : refuse(`unexpected value type for kind field ${nodeKind(value)}`);
}

function nodeKind(node: Node | undefined): number {
  if (isSeq(node)) return NODE_KIND.sequence;
  return isMap(node) ? NODE_KIND.mapping : NODE_KIND.scalar;
}

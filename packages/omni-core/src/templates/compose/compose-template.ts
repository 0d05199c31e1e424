import { readReferencedFiles } from '../files/referenced-files.ts';
import { renderSources } from '../go-template/render-sources.ts';
import type { Origin, RenderedText } from '../go-template/rendered-text.ts';
import { DEFAULT_TEMPLATE_LIMITS, type TemplateLimits } from '../limits.ts';
import { decodeDocuments } from '../load-template.ts';
import { TemplateLimitError } from '../source-errors.ts';
import { DEFAULT_TARGET, dialectOf, type TemplateTarget } from '../target.ts';
import { referencedPaths, type Template } from '../template.ts';
import type { TemplateFiles } from '../template-files.ts';
import { type ComposedDocument, composedDocument } from './composed-document.ts';
import { type Explanation, explainDocuments } from './explain.ts';
import { isValuesObject, layValues, SET_LAYER, type ValuesLayer, type ValuesObject } from './load-values.ts';
import { overlayDocuments } from './overlay-documents.ts';
import { printDocuments } from './print-documents.ts';
import { ProblemList } from './problem-list.ts';
import { Provenance } from './provenance.ts';
import { moveReferences } from './references.ts';
import { type ReadSource, type ReadSourcesOptions, readSources, type TemplateSource } from './template-source.ts';
import type { TrackedValues } from './value-tree.ts';
import type { ValueInput } from './values-input.ts';
import { parseYaml } from './yaml-source.ts';

/** The layers of a template besides its base, and what it is for. */
export interface ComposeOptions {
  /** Where paths and `file:` references are read from. They are relative to its directory. */
  readonly files: TemplateFiles;
  /** Laid over the base one after the other. @default none */
  readonly overlays?: readonly TemplateSource[];
  /** Laid over each other; templates read from the result. @default none */
  readonly values?: readonly ValuesLayer[];
  /** Single values by path, over all layers, e.g. `{ 'kubernetes.version': 'v1.35.3' }`. @default none */
  readonly set?: Readonly<Record<string, ValueInput>>;
  /** Sources that define templates for base and overlays to include. @default none */
  readonly partials?: readonly TemplateSource[];
  /** What a name without a value is: an error, or nothing. @default 'error' */
  readonly missing?: 'error' | 'empty';
  /** @default {@link DEFAULT_TEMPLATE_LIMITS} */
  readonly limits?: Partial<TemplateLimits>;
  /** Name of the template that results, for messages. @default the name of the base */
  readonly name?: string;
  /** The Omni the template is for. @default '1.10' */
  readonly target?: TemplateTarget;
  readonly signal?: AbortSignal;
}

/** What a layer of a composition is. */
export type LayerRole = 'base' | 'overlay' | 'partial' | 'values' | 'set';

/** A template put together from its layers. */
export interface Composition {
  /** The plain template, for reading, for keeping, and for omnictl. Its references are relative to the files' directory. */
  readonly text: string;
  /** The same, loaded. */
  readonly template: Template;
  /** What it was made of, in the order in which later ones win. */
  readonly layers: readonly { readonly role: LayerRole; readonly name: string }[];
  /**
   * Where values come from and what they took the place of.
   * @param path e.g. `Cluster.kubernetes` or `Workers[gpu].machines`; everything when absent
   */
  explain(path?: string): readonly Explanation[];
}

/**
 * Puts a template together: values into the text of base and overlays, overlays over the base. The same input always
 * gives the same template, and nothing but `files` is read.
 *
 * @throws {TemplateSourceError} for everything wrong with the sources, each with file, line and column
 * @throws {TemplateLimitError} when they take more than the limits allow
 * @throws {TemplateLoadError} when what they make is no template
 */
export async function composeTemplate(base: TemplateSource, options: ComposeOptions): Promise<Composition> {
  const { files, signal, name = nameOf(base), target = DEFAULT_TARGET } = options;
  const composed = await composeDocuments(base, options);
  const documents = decodeDocuments(
    composed.documents.map(({ document }) => document),
    dialectOf(target),
  );
  const limits = { ...DEFAULT_TEMPLATE_LIMITS, ...options.limits };
  const referenced = await readReferencedFiles(referencedPaths(documents), files, { limits, signal });
  return {
    text: composed.text,
    template: { name, target, documents, files: referenced },
    layers: layersOf(base, options),
    explain: (path) => explainDocuments(composed.documents, composed.provenance, path),
  };
}

interface ComposedDocuments {
  readonly documents: readonly ComposedDocument[];
  readonly provenance: Provenance;
  readonly text: string;
}

async function composeDocuments(base: TemplateSource, options: ComposeOptions): Promise<ComposedDocuments> {
  const { overlays = [], partials = [], values = [], set = {}, signal, files } = options;
  const limits = { ...DEFAULT_TEMPLATE_LIMITS, ...options.limits };
  const problems = new ProblemList();
  const read = { files, limits, report: problems.report, signal };
  const [sources, defining, layers] = await Promise.all([
    readSources([base, ...overlays], read),
    readSources(partials, read),
    readValues(values, read),
  ]);
  problems.throwAny();
  return guardStack(limits, () => {
    const tracked: TrackedValues = layValues(layers, set, limits, problems.report);
    problems.throwAny();
    const rendered = renderSources(sources, {
      values: tracked.value,
      partials: defining,
      limits,
      lenient: options.missing === 'empty',
      originOf: (container, key): Origin | undefined => tracked.originOf(container, key),
      report: problems.report,
    });
    problems.throwAny();
    return layDocuments(sources, rendered, limits, problems);
  });
}

/** Later layers over earlier ones. */
function layDocuments(
  sources: readonly ReadSource[],
  rendered: readonly RenderedText[],
  limits: TemplateLimits,
  problems: ProblemList,
): ComposedDocuments {
  const layers = rendered.map((text, index) => ({
    rendered: text,
    documents: parseYaml(text, limits, problems.report) ?? [],
    directory: sources[index]?.directory ?? '.',
  }));
  problems.throwAny();
  const [bottom, ...others] = layers;
  if (bottom === undefined) throw new RangeError('a composition has a base');
  const provenance = new Provenance(bottom.rendered);
  let documents = bottom.documents.map((document) => {
    const moved = moveReferences(document, bottom.directory, provenance);
    return composedDocument(document, document.root, provenance, !moved);
  });
  for (const overlay of others) {
    for (const document of overlay.documents) {
      provenance.own(document, overlay.rendered);
      moveReferences(document, overlay.directory, provenance);
    }
    documents = overlayDocuments(documents, overlay.documents, provenance, problems.report);
  }
  problems.throwAny();
  const isPlain = documents.every(({ untouched }) => untouched);
  const text = isPlain ? bottom.rendered.text : printDocuments(documents, bottom.rendered.text);
  return { documents, provenance, text };
}

async function readValues(
  values: readonly ValuesLayer[],
  options: ReadSourcesOptions,
): Promise<(ReadSource | ValuesObject)[]> {
  const read = await Promise.all(
    values.map((layer) => (isValuesObject(layer) ? [layer] : readSources([layer], options))),
  );
  return read.flat();
}

/** What recurses does so along the nesting of its input. */
function guardStack<T>({ depth }: TemplateLimits, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const overflow = error instanceof RangeError && error.message.startsWith('Maximum call stack');
    throw overflow ? new TemplateLimitError('depth', depth, undefined, { cause: error }) : error;
  }
}

function layersOf(base: TemplateSource, options: ComposeOptions): Composition['layers'] {
  const { overlays = [], partials = [], values = [], set = {} } = options;
  const layers = (role: LayerRole, sources: readonly (TemplateSource | ValuesLayer)[]) =>
    sources.map((source) => ({ role, name: nameOf(source) }));
  return [
    ...layers('values', values),
    ...(Object.keys(set).length > 0 ? [{ role: 'set', name: SET_LAYER } as const] : []),
    ...layers('partial', partials),
    ...layers('base', [base]),
    ...layers('overlay', overlays),
  ];
}

function nameOf(source: TemplateSource | ValuesLayer): string {
  return typeof source === 'string' ? source : source.name;
}

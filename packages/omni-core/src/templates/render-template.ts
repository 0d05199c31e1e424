import { describeResource, type Resource } from '../resources/resource.ts';
import { TemplateInvalidError } from './errors.ts';
import { flattenProblems, formatProblems, type Problem } from './problem.ts';
import { clusterResources } from './render/cluster.ts';
import { machineResources } from './render/machine.ts';
import { machineSetResources } from './render/machine-set.ts';
import { machineSettings, type Translation } from './render/translation.ts';
import { dialectOf } from './target.ts';
import { clusterNameOf, documentsOf, type Template, type TemplateDocument } from './template.ts';

/** What rendering takes from outside the template. */
export interface RenderOptions {
  /** Time the resources say they were created at. @default the time of the call */
  readonly now?: Date;
}

/**
 * The resources a valid template stands for, in the order omnictl renders them: documents as in the file.
 *
 * @throws {TemplateInvalidError} when two resources would have one id, or kernel arguments meet a machine class
 * @throws {TemplateFileError} when a manifest or job cannot be read although it is there
 */
export function renderTemplate(template: Template, options: RenderOptions = {}): Resource[] {
  return renderFor('rendering', template, options);
}

/** The same, for a message that names what is being done. */
export function renderFor(doing: 'rendering' | 'syncing', template: Template, options: RenderOptions = {}): Resource[] {
  const problems = checkKernelArgs(template);
  const resources = problems.length > 0 ? [] : translate(template, options);
  problems.push(...findDuplicates(resources));
  if (problems.length === 0) return resources;
  throw new TemplateInvalidError(`error ${doing} template: ${formatProblems(problems)}`, flattenProblems(problems));
}

function translate(template: Template, { now = new Date() }: RenderOptions): Resource[] {
  const sets = documentsOf(template, 'ControlPlane', 'Workers');
  const translation: Translation = {
    template,
    dialect: dialectOf(template.target),
    clusterName: clusterNameOf(template),
    clusterKernelArgs: documentsOf(template, 'Cluster')[0]?.kernelArgs,
    machines: machineSettings(documentsOf(template, 'Machine')),
    kernelArgsBySetMachine: new Map(
      sets.flatMap(({ machines, kernelArgs }) => (kernelArgs ? machines.map((id) => [id, kernelArgs] as const) : [])),
    ),
    now,
  };
  return template.documents.flatMap((document) => translateDocument(document, translation));
}

function translateDocument(document: TemplateDocument, translation: Translation): Resource[] {
  switch (document.kind) {
    case 'Cluster':
      return clusterResources(document, translation);
    case 'ControlPlane':
    case 'Workers':
      return machineSetResources(document, translation);
    case 'Machine':
      return machineResources(document, translation);
  }
}

/** Machines of a class are not known by name, so arguments meant for every machine cannot reach them. */
function checkKernelArgs(template: Template): Problem[] {
  if (documentsOf(template, 'Cluster')[0]?.kernelArgs === undefined) return [];
  return documentsOf(template, 'ControlPlane', 'Workers')
    .filter(({ machineClass }) => machineClass !== undefined)
    .map(() => ({
      text: 'kernelArgs cannot be defined at cluster level for this machine set since it uses a machine class',
    }));
}

function findDuplicates(resources: readonly Resource[]): Problem[] {
  const seen = new Set<string>();
  return resources
    .map(({ metadata }) => describeResource(metadata))
    .filter((name) => seen.has(name) || !seen.add(name))
    .map((name) => ({ text: `resource ID duplicate ${name}` }));
}

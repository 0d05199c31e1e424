import { TemplateInvalidError, type TemplateIssue } from './errors.ts';
import { flattenProblems, formatProblems, type Problem } from './problem.ts';
import { dialectOf } from './target.ts';
import type { Template, TemplateDocument } from './template.ts';
import { checkCluster } from './validate/cluster.ts';
import type { ValidationContext } from './validate/context.ts';
import { checkMachine } from './validate/machine.ts';
import { checkControlPlane, checkWorkers } from './validate/machine-set.ts';
import { checkWhole } from './validate/whole-template.ts';

/**
 * Everything wrong with a template: all documents, all rules. Pure, since loading has read the files already.
 *
 * Talos config patches are checked for structure and for what Omni forbids, and for keys, kinds and types when the
 * template was loaded with a schema. Without one, and for CEL disk selectors, that is for the server to say: see
 * `serverPatchIssues`.
 */
export function templateIssues(template: Template): readonly TemplateIssue[] {
  return flattenProblems(findProblems(template));
}

/** @throws {TemplateInvalidError} with omnictl's text when anything is wrong */
export function validateTemplate(template: Template): void {
  const problems = findProblems(template);
  if (problems.length > 0) throw new TemplateInvalidError(formatProblems(problems), flattenProblems(problems));
}

function findProblems(template: Template): Problem[] {
  const { target, files, machineConfigSchema } = template;
  const context: ValidationContext = { dialect: dialectOf(target), files, machineConfigSchema };
  return [...template.documents.flatMap((document) => checkDocument(document, context)), ...checkWhole(template)];
}

function checkDocument(document: TemplateDocument, context: ValidationContext): Problem[] {
  switch (document.kind) {
    case 'Cluster':
      return checkCluster(document, context);
    case 'ControlPlane':
      return checkControlPlane(document, context);
    case 'Workers':
      return checkWorkers(document, context);
    case 'Machine':
      return checkMachine(document, context);
  }
}

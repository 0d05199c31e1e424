import { block, code, inline, table } from '../printing/markdown.ts';
import type { PlanDocument } from '../templates/plan/plan-document.ts';
import type { FleetPlanDocument } from './fleet-plan.ts';

type ClusterPlan = FleetPlanDocument['clusters'][number];

/** The plan of a fleet as one report in Markdown: a line for every cluster, and what needs a look. */
export function printFleetPlan(plan: FleetPlanDocument): string {
  const { clusters, changed, guarded, failed } = plan.summary;
  const heading = `# Plan of ${clusters} clusters: ${changed} change, ${guarded} guarded, ${failed} not planned\n`;
  const rows = plan.clusters.map((one) => [code(one.cluster), inline(one.name), verdict(one)]);
  return [heading, table(['cluster', 'template', 'plan'], rows), ...plan.clusters.filter(needsLook).map(section)].join(
    '\n',
  );
}

function verdict({ plan, failure }: ClusterPlan): string {
  if (plan === undefined) return `**not planned**: ${inline(failure?.code ?? '')}`;
  const { unchanged: _, ...actions } = plan.summary;
  const counts = Object.entries(actions)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${action}`);
  const guards = plan.guards.length === 0 ? '' : `, stopped by ${plan.guards.map(({ id }) => id).join(', ')}`;
  return counts.length === 0 ? 'nothing to do' : `${counts.join(', ')}${guards}`;
}

function needsLook({ plan, failure }: ClusterPlan): boolean {
  return failure !== undefined || (plan?.changes.length ?? 0) > 0;
}

function section({ cluster, name, plan, failure }: ClusterPlan): string {
  const heading = `## ${inline(cluster === '' ? name : cluster)}\n`;
  if (failure !== undefined) return `${heading}\n**${inline(failure.code)}**\n\n${block('text', failure.message)}`;
  return plan === undefined
    ? heading
    : [heading, ...guardLines(plan), ...changeLines(plan), ...impactLines(plan)].join('\n');
}

function guardLines({ guards }: PlanDocument): string[] {
  return guards.map(({ id, severity, text }) => `- **${severity}** ${code(id)}: ${inline(text)}`);
}

function changeLines({ changes }: PlanDocument): string[] {
  return changes.map(({ action, resource, fields }) => {
    const paths = action === 'create' ? [] : fields.map(({ path }) => code(path));
    return `- ${action} ${code(resource)}${paths.length === 0 ? '' : `: ${paths.join(', ')}`}`;
  });
}

function impactLines({ impact }: PlanDocument): string[] {
  const kinds = Map.groupBy(
    impact.machines.filter(({ kind }) => kind !== 'none'),
    ({ kind }) => kind,
  );
  const texts = [...kinds].map(([kind, machines]) => `${machines.length} × ${kind}`);
  return texts.length === 0 ? [] : [`- machines: ${texts.join(', ')}\n`];
}

import { goQuote, goQuoteList } from '../go-format.ts';
import type { Problem } from '../problem.ts';
import { documentsOf, type Template } from '../template.ts';

/** What is wrong between documents: their number, and machines used twice, nowhere, or against their role. */
export function checkWhole(template: Pick<Template, 'documents'>): Problem[] {
  const clusters = documentsOf(template, 'Cluster');
  const controlPlanes = documentsOf(template, 'ControlPlane');
  const workers = documentsOf(template, 'Workers');
  const machines = documentsOf(template, 'Machine');

  const setsByMachine = new Map<string, string[]>();
  for (const { name, machines: ids } of workers) {
    for (const id of new Set(ids)) setsByMachine.set(id, [...(setsByMachine.get(id) ?? []), name]);
  }
  const controlPlaneIds = new Set(controlPlanes.flatMap(({ machines: ids }) => ids));
  const shared = [...controlPlaneIds].filter((id) => setsByMachine.has(id));

  return [
    ...(clusters.length === 1 ? [] : [`template should contain 1 cluster, got ${clusters.length}`]),
    ...(controlPlanes.length === 1 ? [] : [`template should contain 1 controlplane, got ${controlPlanes.length}`]),
    ...repeated(workers.map(({ name }) => name)).map((name) => `duplicate workers with name ${goQuote(name)}`),
    ...[...setsByMachine]
      .filter(([, sets]) => sets.length > 1)
      .map(([id, sets]) => `machine ${goQuote(id)} is used in multiple workers: ${goQuoteList(sets)}`),
    ...(shared.length === 0 ? [] : [`machines [${shared.join(' ')}] are used in both controlplane and workers`]),
    ...machines
      .filter(({ name }) => !controlPlaneIds.has(name) && !setsByMachine.has(name))
      .map(({ name }) => `machine ${goQuote(name)} is not used in controlplane or workers`),
    ...machines
      .filter(({ name, locked }) => locked && controlPlaneIds.has(name))
      .map(({ name }) => `machine ${goQuote(name)} is locked and used in controlplane`),
  ].map((text) => ({ text }));
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

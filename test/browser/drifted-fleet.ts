import {
  type DriftReport,
  type DriftSource,
  findDrift,
  LABELS,
  loadTemplate,
  newResource,
  renderTemplate,
  specs,
  type Template,
  types,
} from '@fleetwright/omni-core';
import { MemoryState, memoryFiles } from '@fleetwright/omni-core/testing';

/** Text that would be markup, would run, or would turn what follows around, if anything let it. */
export const HOSTILE = `"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>\u{202E}'`;
const LONG = 'a-name-without-any-place-to-break-'.repeat(8);

function machine(cluster: number, index: number): string {
  return `00000000-0000-4000-8000-${String(cluster * 100 + index).padStart(12, '0')}`;
}

async function template(number: number, talos = 'v1.11.3'): Promise<Template> {
  const sysctls = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`net.setting_${index}`, `value ${index}`]),
  );
  const documents = [
    {
      kind: 'Cluster',
      name: `cluster-${number}`,
      labels: { note: HOSTILE, [LONG]: LONG },
      kubernetes: { version: 'v1.34.1' },
      talos: { version: talos },
      patches: [{ name: HOSTILE, inline: { machine: { sysctls: { ...sysctls, LONG } } } }],
    },
    { kind: 'ControlPlane', machines: [machine(number, 1)] },
    { kind: 'Workers', machines: [machine(number, 2), machine(number, 3)] },
  ];
  const text = documents.map((document) => JSON.stringify(document)).join('\n---\n');
  return await loadTemplate(text, { files: memoryFiles({}), target: 'next' });
}

/** A report with a finding of every class, a failure, noise, long lines and hostile names. */
export async function driftedFleet(): Promise<DriftReport> {
  const templates = await Promise.all([1, 2, 3, 4].map((number) => template(number)));
  const [, , , absent] = templates;
  const state = new MemoryState({
    resources: templates.filter((one) => one !== absent).flatMap((one) => renderTemplate(one)),
  });
  await driftOf(state);
  const [first, second, third, fourth] = templates;
  const sources: DriftSource[] = [
    { name: 'clusters/1.yaml', applied: first, head: first },
    { name: 'clusters/2.yaml', applied: second, head: await template(2, 'v1.11.5') },
    { name: 'clusters/3.yaml', applied: third, head: 'deleted' },
    { name: 'clusters/4.yaml', applied: fourth, head: fourth },
    { name: HOSTILE, failure: { code: 'template_invalid', message: `${HOSTILE}\n${LONG}` } },
  ];
  return await findDrift(sources, state, {
    title: `acme/fleet ${HOSTILE}`,
    commits: { applied: '1f0c5d8a9b7e', head: '9e107d9d372b' },
    now: new Date('2026-03-02T06:00:00Z'),
  });
}

async function driftOf(state: MemoryState): Promise<void> {
  const running = specs.ClusterStatusSpec.Phase.RUNNING;
  await state.create(newResource(types.ClusterStatus, { id: 'cluster-1', spec: { phase: running, ready: true } }));
  await state.modify(types.Cluster, 'cluster-1', (draft) => {
    draft.spec.talosVersion = '1.10.9';
    draft.annotations['omni.sidero.dev/cluster-locked'] = '';
  });
  const [patch] = await state.list(types.ConfigPatch);
  await state.modify(types.ConfigPatch, patch?.metadata.id ?? '', (draft) => {
    draft.spec.data = draft.spec.data.replace('value 3', '<b onclick=pwned>').replace('value 20', 'another value');
  });
  const labels = { [LABELS.cluster]: 'cluster-1' };
  await state.create(
    newResource(types.ConfigPatch, { id: `900-${HOSTILE}`, labels, spec: { data: `a: ${LONG}\n`.repeat(60) } }),
  );
  await state.teardownAndDestroy(types.MachineSetNode, machine(1, 3));
}

import { randomUUID } from 'node:crypto';

/** A template of one cluster whose machines all have a patch, an install disk and labels, as large fleets do. */
export function fleetTemplate(machines: readonly string[], kubernetesVersion: string): string {
  const controlPlanes = machines.slice(0, 3);
  const workers = machines.slice(3);
  return [
    `kind: Cluster
name: fleet
kubernetes:
  version: ${kubernetesVersion}
talos:
  version: v1.13.8
patches:
  - name: cluster-wide
    inline:
      machine:
        network:
          kubespan:
            enabled: true
`,
    `kind: ControlPlane\nmachines:\n${list(controlPlanes)}`,
    `kind: Workers\nmachines:\n${list(workers)}`,
    ...machines.map(machineDocument),
  ].join('---\n');
}

/** The same template as a source with variables, and their values. */
export function fleetVariables(machines: readonly string[], kubernetesVersion: string) {
  const source = fleetTemplate(machines, '{{ .kubernetes.version }}')
    .replace('name: fleet\n', 'name: {{ .cluster | lower }}\n')
    .replaceAll('/dev/nvme0n1', '{{ .disk }}')
    .replaceAll('hostname: node-', 'hostname: {{ .prefix | default "unknown" }}-');
  const values = {
    cluster: 'FLEET',
    kubernetes: { version: kubernetesVersion },
    disk: '/dev/nvme0n1',
    prefix: 'node',
    stage: 'production',
  };
  return { source, values };
}

/** As many machine ids as asked for. */
export function machineIds(count: number): readonly string[] {
  return Array.from({ length: count }, () => randomUUID());
}

function list(ids: readonly string[]): string {
  return ids.map((id) => `  - ${id}\n`).join('');
}

function machineDocument(id: string, index: number): string {
  return `kind: Machine
name: ${id}
install:
  disk: /dev/nvme0n1
patches:
  - name: hostname
    inline:
      machine:
        network:
          hostname: node-${String(index).padStart(3, '0')}
`;
}

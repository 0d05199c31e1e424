/** Id of a numbered machine of the sandbox. */
export function machine(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A small cluster template: one control plane machine, and workers. */
export function demoTemplate(workers: readonly number[], { name = 'demo', label = 'a' } = {}): string {
  return `kind: Cluster
name: ${name}
kubernetes:
  version: v1.35.0
talos:
  version: v1.12.0
patches:
  - name: labels
    inline:
      machine:
        nodeLabels:
          example: ${label}
---
kind: ControlPlane
machines:
  - ${machine(1)}
---
kind: Workers
machines:
${workers.map((number) => `  - ${machine(number)}`).join('\n')}
`;
}

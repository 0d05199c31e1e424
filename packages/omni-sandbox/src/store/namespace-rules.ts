/** Namespaces whose contents are gone after a restart. */
const IN_MEMORY: ReadonlySet<string> = new Set(['ephemeral', 'infra-provider-ephemeral', 'meta']);

/** Whether a namespace is kept in the database (unknown ones are, like on a real server). */
export function isDurable(namespace: string): boolean {
  return !IN_MEMORY.has(namespace);
}

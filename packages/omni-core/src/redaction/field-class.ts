/**
 * What a text field of a spec can hold, and so how it is shown.
 *
 * - `secret`: never shown; a keyed fingerprint stands in its place
 * - `alias`: a secret that people must be able to name, shown as a stable alias
 * - `config`: YAML or JSON that can hold secrets at some paths (machine configuration, manifests, provider data)
 * - `diff`: a unified diff of such YAML
 * - `kernelArgs`: kernel arguments, which can carry join tokens and inline configuration
 * - `plain`: nothing secret by design; still passes the pattern net
 */
export type FieldClass = 'secret' | 'alias' | 'config' | 'diff' | 'kernelArgs' | 'plain';

/** Paths of one type by class, separated by spaces; see `classified-fields.ts` for how a path is written. */
export type ClassifiedType = Readonly<Partial<Record<FieldClass, string>>> & {
  /** The resource id itself is a secret. */
  readonly id?: 'alias';
};

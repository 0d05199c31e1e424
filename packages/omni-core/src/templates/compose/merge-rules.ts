/**
 * How something of an overlay goes together with the same of the base: maps are merged and all else is replaced,
 * unless the rule says more.
 */
export interface MergeRule {
  /** Rules of the fields of a map. */
  readonly fields?: Readonly<Record<string, MergeRule>>;
  /** Fields of which only one can be: setting one takes the others away. */
  readonly alternatives?: readonly (readonly string[])[];
  /** A list whose items are merged, told apart by the first of these fields that an item of the overlay has. */
  readonly itemsBy?: readonly (readonly string[])[];
  readonly items?: MergeRule;
  /** A list without order that only grows. */
  readonly isSet?: true;
  /** Contents that belong to Talos or Kubernetes: directives in them are theirs. */
  readonly isPayload?: true;
}

const PAYLOAD: MergeRule = {
  isPayload: true,
  itemsBy: [['apiVersion', 'kind', 'name']],
  items: { isPayload: true },
};

const PATCHES: MergeRule = {
  itemsBy: [['idOverride'], ['name'], ['file']],
  items: { alternatives: [['file', 'inline']], fields: { inline: PAYLOAD } },
};

const MANIFESTS: MergeRule = {
  itemsBy: [['name'], ['file']],
  items: { alternatives: [['file', 'inline']], fields: { inline: PAYLOAD } },
};

const HEALTHCHECKS: MergeRule = {
  itemsBy: [['idOverride'], ['name']],
  items: { alternatives: [['file', 'job']], fields: { job: PAYLOAD } },
};

const SET: MergeRule = { isSet: true };

const MACHINE_SET: MergeRule = {
  alternatives: [['machines', 'machineClass']],
  fields: { machines: SET, patches: PATCHES, systemExtensions: SET },
};

/** The rules of each kind of document. Kernel arguments have an order, so an overlay replaces them as a whole. */
export const DOCUMENT_RULES: Readonly<Record<string, MergeRule>> = {
  Cluster: {
    fields: {
      kubernetes: { fields: { manifests: MANIFESTS, healthchecks: HEALTHCHECKS } },
      patches: PATCHES,
      systemExtensions: SET,
    },
  },
  ControlPlane: MACHINE_SET,
  Workers: MACHINE_SET,
  Machine: {
    fields: { install: { alternatives: [['disk', 'diskSelector']] }, patches: PATCHES, systemExtensions: SET },
  },
};

/** Kinds of which a template has one document only: their name is a field like any other. */
export const SINGLE_KINDS: ReadonlySet<string> = new Set(['Cluster', 'ControlPlane']);

/** The rule of a field. What is inside of contents for Talos or Kubernetes is theirs as well. */
export function fieldRule(rule: MergeRule, name: string): MergeRule {
  const { fields = {}, isPayload } = rule;
  if (Object.hasOwn(fields, name)) return fields[name] ?? {};
  return isPayload ? { isPayload } : {};
}

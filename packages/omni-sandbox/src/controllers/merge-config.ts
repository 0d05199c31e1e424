/** What YAML holds. */
type Value = unknown;
type Mapping = Readonly<Record<string, Value>>;

/** Talos takes what this deletes out of the configuration. */
const DIRECTIVE = '$patch';

/** A document with a patch applied: mappings merge, lists grow, everything else is replaced. */
export function mergeConfig(base: Value, patch: Value): Value {
  if (isMapping(base) && isMapping(patch)) return mergeMappings(base, patch);
  if (Array.isArray(base) && Array.isArray(patch)) return [...base, ...patch];
  return patch === null || patch === undefined ? base : patch;
}

function mergeMappings(base: Mapping, patch: Mapping): Mapping {
  const merged: Record<string, Value> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (isMapping(value) && value[DIRECTIVE] === 'delete') delete merged[key];
    else merged[key] = key in merged ? mergeConfig(merged[key], value) : value;
  }
  return merged;
}

export function isMapping(value: Value): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

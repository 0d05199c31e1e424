/** A cluster name, or a prefix of names followed by one `*`. */
export type ClusterPattern = string;

/** True when the pattern covers the cluster of this name. */
export function coversCluster(pattern: ClusterPattern, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** True when some cluster name is covered by both patterns. */
export function patternsOverlap(one: ClusterPattern, other: ClusterPattern): boolean {
  const isPrefix = (pattern: string) => pattern.endsWith('*');
  if (isPrefix(one) && isPrefix(other)) {
    const [a, b] = [one.slice(0, -1), other.slice(0, -1)];
    return a.startsWith(b) || b.startsWith(a);
  }
  return coversCluster(one, other) || coversCluster(other, one);
}

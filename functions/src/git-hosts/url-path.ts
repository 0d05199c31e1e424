/** A path with each of its names encoded for a URL; the slashes between them stay. */
export function urlPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The branch a full ref names, e.g. `main` of `refs/heads/main`. */
export function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

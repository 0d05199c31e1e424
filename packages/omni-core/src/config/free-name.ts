/** The name itself or, when it is taken, the name with the first number that makes it free: `a`, `a-1`, `a-2`. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let i = 1; isTaken(free); i++) free = `${name}-${i}`;
  return free;
}

/** A context (or a part of one) that got another name because its own was taken. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/**
 * New names for what comes in: those that are free stay, the others get a number. No two end up equal, and none is
 * one that exists.
 */
export function renameClashes(existing: Iterable<string>, incoming: Iterable<string>): ReadonlyMap<string, string> {
  const taken = new Set(existing);
  const names = [...incoming];
  const renamed = new Map<string, string>();
  const clashing = names.filter((name) => taken.has(name));
  for (const name of names) if (!taken.has(name)) renamed.set(name, name);
  for (const name of renamed.keys()) taken.add(name);
  for (const name of clashing) {
    const free = freeName(name, (candidate) => taken.has(candidate));
    taken.add(free);
    renamed.set(name, free);
  }
  return renamed;
}

/** What a call wants to do with a type, in the words of the access table. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'destroy';

const READS: ReadonlySet<Verb> = new Set(['get', 'list', 'watch']);

export function isRead(verb: Verb): boolean {
  return READS.has(verb);
}

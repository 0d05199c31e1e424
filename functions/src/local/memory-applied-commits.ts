import type { AppliedCommits } from '../ports/applied-commits.ts';

/** Commits of this process, forgotten when it ends. */
export class MemoryAppliedCommits implements AppliedCommits {
  readonly #commits = new Map<string, string>();

  async last(binding: string, cluster: string): Promise<string | undefined> {
    return this.#commits.get(`${binding}/${cluster}`);
  }

  async remember(binding: string, cluster: string, commit: string): Promise<void> {
    this.#commits.set(`${binding}/${cluster}`, commit);
  }
}

import { printPlace, type SourceProblem, TemplateSourceError } from '../source-errors.ts';

/** Gathers what is wrong, each thing once, so that everything found at one stage is thrown together. */
export class ProblemList {
  readonly #problems = new Map<string, SourceProblem>();

  readonly report = (problem: SourceProblem): void => {
    const key = `${printPlace(problem.place)}: ${problem.message}`;
    if (this.#problems.size < MOST) this.#problems.set(key, problem);
  };

  /** @throws {TemplateSourceError} when anything was reported */
  throwAny(): void {
    if (this.#problems.size > 0) throw new TemplateSourceError([...this.#problems.values()]);
  }
}

/** Nobody reads more. */
const MOST = 100;

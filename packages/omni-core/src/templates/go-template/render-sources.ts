import type { TemplateLimits } from '../limits.ts';
import { type SourceProblem, TemplateLimitError } from '../source-errors.ts';
import { Budget } from './budget.ts';
import { Evaluator } from './evaluate.ts';
import { Fault } from './fault.ts';
import { FUNCTIONS, refuseFunction } from './functions/table.ts';
import { type ParsedTemplate, parseTemplate } from './parse.ts';
import { type Origin, Output, type RenderedText, unrendered } from './rendered-text.ts';
import type { Source } from './source.ts';
import type { Definition } from './syntax-tree.ts';
import type { Value } from './value.ts';

export interface RenderSourcesOptions {
  /** What the dot stands for. */
  readonly values: Value;
  /** Sources that only define templates for the others. */
  readonly partials: readonly Source[];
  readonly limits: TemplateLimits;
  /** Takes names without a value for nothing. */
  readonly lenient: boolean;
  readonly originOf: (container: Value, key: string | number) => Origin | undefined;
  readonly report: (problem: SourceProblem) => void;
}

/** More are not reported: after so many nobody reads on. */
const MOST_PROBLEMS = 100;

/**
 * Evaluates sources with Go's template language. They share what they define and their limits. A source without `{{`
 * is its own rendering. What is answered is only of use when nothing was reported.
 *
 * @throws {TemplateLimitError} when they take too much
 */
export function renderSources(sources: readonly Source[], options: RenderSourcesOptions): RenderedText[] {
  const { partials, limits } = options;
  const budget = new Budget(limits);
  const report = reporter(options.report);
  const parsed = new Map<Source, ParsedTemplate>();
  for (const source of [...partials, ...sources]) {
    if (source.text.includes('{{')) parsed.set(source, parse(source, budget, report));
  }
  const definitions = collectDefinitions(parsed.values(), report);
  if (report.count() > 0) return [];
  const { values, lenient, originOf } = options;
  const evaluator = new Evaluator({ budget, functions: FUNCTIONS, definitions, lenient, originOf, report });
  return sources.map((source) => {
    const main = parsed.get(source)?.main;
    return main === undefined ? unrendered(source) : evaluate(main, values, budget, evaluator);
  });
}

interface Reporter {
  (source: Source, fault: Fault): void;
  count(): number;
}

/** One fault in a loop is one problem. */
function reporter(report: (problem: SourceProblem) => void): Reporter {
  const seen = new Set<string>();
  const act = (source: Source, { at, message, hint }: Fault) => {
    const key = `${source.name}\n${at}\n${message}`;
    if (seen.has(key) || seen.size >= MOST_PROBLEMS) return;
    seen.add(key);
    report({ place: source.placeAt(at), message, hint });
  };
  return Object.assign(act, { count: () => seen.size });
}

function parse(source: Source, budget: Budget, report: Reporter): ParsedTemplate {
  return placed(
    () => parseTemplate(source, { budget, refuseFunction, report: (fault) => report(source, fault) }),
    budget,
    () => ({ source, at: 0 }),
  );
}

function collectDefinitions(parsed: Iterable<ParsedTemplate>, report: Reporter): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const { defined } of parsed) {
    for (const { name, at, definition } of defined) {
      const other = definitions.get(name);
      if (other !== undefined) {
        const message = `the template ${JSON.stringify(name)} is defined in ${other.source.name} already`;
        report(definition.source, new Fault(at, message));
      }
      definitions.set(name, definition);
    }
  }
  return definitions;
}

function evaluate(main: Definition, values: Value, budget: Budget, evaluator: Evaluator): RenderedText {
  const out = new Output(budget, false);
  placed(
    () => evaluator.run(main, values, out),
    budget,
    () => evaluator.position ?? { source: main.source, at: 0 },
  );
  return out.rendered(main.source);
}

/** Says where a limit was reached. Running out of stack is the limit of depth by another way. */
function placed<T>(act: () => T, budget: Budget, position: () => { readonly source: Source; readonly at: number }): T {
  try {
    return act();
  } catch (error) {
    const overflow = error instanceof RangeError && error.message.startsWith('Maximum call stack');
    if (!overflow && !(error instanceof TemplateLimitError && error.place === undefined)) throw error;
    const { source, at } = position();
    const limit = error instanceof TemplateLimitError ? error.limit : 'depth';
    const bound = error instanceof TemplateLimitError ? error.bound : budget.limits.depth;
    throw new TemplateLimitError(limit, bound, source.placeAt(at), overflow ? { cause: error } : {});
  }
}

import { DEFAULT_TEMPLATE_LIMITS, type TemplateLimits } from '../../limits.ts';
import { printPlace, type SourceProblem } from '../../source-errors.ts';
import { renderSources } from '../render-sources.ts';
import type { RenderedText } from '../rendered-text.ts';
import { sourceOf } from '../source.ts';
import type { Value } from '../value.ts';

export interface RenderTestOptions {
  readonly values?: Readonly<Record<string, Value>>;
  readonly partials?: Readonly<Record<string, string>>;
  readonly limits?: Partial<TemplateLimits>;
  readonly lenient?: boolean;
}

/** What one template named `t` gives: its text and places, or its problems as lines. */
export function render(text: string, options: RenderTestOptions = {}): RenderedText | readonly string[] {
  const { values = {}, partials = {}, limits = {}, lenient = false } = options;
  const problems: SourceProblem[] = [];
  const [rendered] = renderSources([sourceOf('t', text)], {
    values: new Map(Object.entries(values)),
    partials: Object.entries(partials).map(([name, content]) => sourceOf(name, content)),
    limits: { ...DEFAULT_TEMPLATE_LIMITS, ...limits },
    lenient,
    originOf: () => undefined,
    report: (problem) => problems.push(problem),
  });
  if (problems.length > 0 || rendered === undefined) return problems.map(describe);
  return rendered;
}

/** The same, as the text alone. */
export function renderText(text: string, options: RenderTestOptions = {}): string | readonly string[] {
  const result = render(text, options);
  return 'text' in result ? result.text : result;
}

function describe({ place, message, hint }: SourceProblem): string {
  return `${printPlace(place)}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

import type { RenderedText } from '../go-template/rendered-text.ts';
import { sourceOf } from '../go-template/source.ts';
import type { TemplateLimits } from '../limits.ts';
import { limitError } from '../load-template.ts';
import type { SourcePlace, SourceProblem } from '../source-errors.ts';
import { parseDocuments, type YamlDocument } from '../yaml/documents.ts';
import { YamlLimitError, YamlSyntaxError } from '../yaml/syntax-error.ts';

/**
 * The documents of a text; `undefined` when it is no YAML, which is reported at the place in its source.
 * @throws {TemplateLimitError} for too much of it
 */
export function parseYaml(
  rendered: RenderedText,
  { yamlTokens }: Pick<TemplateLimits, 'yamlTokens'>,
  report: (problem: SourceProblem) => void,
): readonly YamlDocument[] | undefined {
  return reportingSyntax(rendered, report, () => parseDocuments(rendered.text, { tokens: yamlTokens }));
}

/** Does something with parsed YAML whose aliases may still turn out to be bad. */
export function reportingSyntax<T>(
  rendered: RenderedText,
  report: (problem: SourceProblem) => void,
  act: () => T,
): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof YamlLimitError) throw limitError(error, placeOf(rendered, error));
    if (!(error instanceof YamlSyntaxError)) throw error;
    report({ place: placeOf(rendered, error), message: `this is not YAML: ${withoutText(error.reason)}` });
    return undefined;
  }
}

function placeOf(rendered: RenderedText, { position }: YamlSyntaxError): SourcePlace {
  return rendered.placeAt(sourceOf('', rendered.text).offsetOf(position));
}

/** Some reasons end with the text they are about, which may be secret. */
function withoutText(reason: string): string {
  return reason.replace(/: ".*$/s, '');
}

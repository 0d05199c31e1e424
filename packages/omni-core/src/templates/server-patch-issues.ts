import pMap from 'p-map';
import { isOmniError, type OmniError } from '../errors/omni-error.ts';
import { ValidationError } from '../errors/state-errors.ts';
import { withoutQuotedValues } from '../redaction/quoted-yaml.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { TemplateFileError, type TemplateIssue } from './errors.ts';
import { goQuote } from './go-format.ts';
import { type Patch, patchName } from './model/patch.ts';
import type { Template, TemplateDocument } from './template.ts';

/** Asks an Omni whether it would take a config patch; `client.management` is one. */
export interface ConfigValidator {
  /** @throws {OmniError} `validation_failed` or `invalid_argument` with what is wrong */
  validateConfig(config: string, options?: CallOptions): Promise<void>;
}

const CONCURRENT_CALLS = 4;

/**
 * What the connected Omni says about the config patches of a template: it holds the Talos schema of its own release, so
 * that nobody has to supply one. Patches whose file cannot be read are for `templateIssues` to report.
 *
 * @returns the issues in template order, without values of the patches; empty when Omni takes all of them
 * @throws {OmniError} when Omni cannot be asked
 */
export async function serverPatchIssues(
  template: Template,
  validator: ConfigValidator,
  options: CallOptions = {},
): Promise<readonly TemplateIssue[]> {
  const patches = template.documents.flatMap((document) =>
    document.patches.map((patch) => ({ patch, context: contextOf(document) })),
  );
  const issues = await pMap(
    patches,
    async ({ patch, context }): Promise<readonly TemplateIssue[]> => {
      const config = textOf(patch, template);
      if (config === undefined) return [];
      try {
        await validator.validateConfig(config, options);
        return [];
      } catch (error) {
        if (!isOmniError(error, 'validation_failed', 'invalid_argument')) throw error;
        const place = [context, `patch ${goQuote(patchName(patch))} is invalid`];
        return messagesOf(error).map((message) => ({ message: withoutQuotedValues(message), context: place }));
      }
    },
    { concurrency: CONCURRENT_CALLS, ...(options.signal && { signal: options.signal }) },
  );
  return issues.flat();
}

function messagesOf(error: OmniError): readonly string[] {
  return error instanceof ValidationError && error.messages.length > 0 ? error.messages : [error.message];
}

function textOf({ file, inline }: Patch, { files }: Template): string | undefined {
  if (file === '') return inline;
  const content = files.get(file);
  return content instanceof TemplateFileError ? undefined : content;
}

function contextOf(document: TemplateDocument): string {
  switch (document.kind) {
    case 'Cluster':
      return `error validating cluster ${goQuote(document.name)}`;
    case 'ControlPlane':
      return 'controlplane is invalid';
    case 'Workers':
      return 'workers is invalid';
    case 'Machine':
      return `machine ${goQuote(document.name)} is invalid`;
  }
}

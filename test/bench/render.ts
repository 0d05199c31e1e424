import {
  composeTemplate,
  loadTemplate,
  printRenderedTemplate,
  renderTemplate,
  type Template,
  validateTemplate,
} from '@fleetwright/omni-core';
import { memoryFiles } from '@fleetwright/omni-core/testing';
import { parseAllDocuments } from 'yaml';
import { fleetTemplate, fleetVariables, machineIds } from './fleet-template.ts';
import { measureInRotation, timed } from './rotation.ts';
import type { Comparison, Suite } from './suite.ts';

const CHARACTERS = 1_000_000;
const OVERLAY = 'kind: Cluster\nlabels: { stage: {{ .stage }} }\n---\nkind: Workers\nkernelArgs: [console=ttyS0]\n';

/** What the engine makes of a template of 1 MB, against the YAML library parsing and printing the same text. */
export const renderSuite: Suite = {
  name: 'render',
  comparisons: [
    rendering('template', 'plain'),
    rendering('template with values', 'variables'),
    rendering('template with overlay', 'overlay'),
  ],
  async measure(rounds) {
    const ids = machineIds(4_700);
    const files = memoryFiles({});
    const { source, values } = fleetVariables(ids, 'v1.35.2');
    const compose = (overlays: readonly string[]) =>
      composeTemplate(
        { name: 'fleet.yaml', text: source },
        {
          files,
          values: [{ name: 'values', values }],
          overlays: overlays.map((text) => ({ name: 'overlay.yaml', text })),
        },
      );
    const text = fleetTemplate(ids, 'v1.35.2');
    const composed = await compose([]);
    if (composed.text !== text) throw new Error('the composed template is not the plain one');
    if (text.length < CHARACTERS) throw new Error(`the template has only ${text.length} characters`);

    return await measureInRotation(
      [
        { name: 'yaml', run: () => timed(() => parseAllDocuments(text).map(String).join('---\n')) },
        { name: 'plain', run: () => timed(async () => print(await loadTemplate(text, { files }))) },
        { name: 'variables', run: () => timed(async () => print((await compose([])).template)) },
        { name: 'overlay', run: () => timed(async () => print((await compose([OVERLAY])).template)) },
      ],
      rounds,
    );
  },
};

function rendering(name: string, subject: string): Comparison {
  return {
    name: `${name} of 1 MB to printed resources / yaml parse and print`,
    subject,
    base: 'yaml',
    clock: 'cpuMs',
    goal: { atMost: 1.5, bar: true },
  };
}

/** Everything that stands between a template and what `omnictl cluster template render` prints. */
function print(template: Template): string {
  validateTemplate(template);
  return printRenderedTemplate(renderTemplate(template));
}

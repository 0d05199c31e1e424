import { describe, expect, it } from 'vitest';
import { MemoryState } from '../../testing/memory-state.ts';
import { renderTemplate } from '../render-template.ts';
import { machineId, sampleDocuments, sampleTemplate } from '../testing/sample-templates.ts';
import { planSync } from './plan-sync.ts';
import { printReview } from './print-review.ts';

const current = await sampleTemplate();
const stored = () => new MemoryState({ resources: renderTemplate(current) });

async function review(documents: Parameters<typeof sampleTemplate>[0], state = stored(), fields?: number) {
  const plan = await planSync(await sampleTemplate(documents), state);
  return printReview(plan, fields === undefined ? {} : { fields });
}

describe('a review', () => {
  it('says of a new cluster what is made', async () => {
    const text = await review(sampleDocuments(), new MemoryState());

    expect(text).toMatch(/^demo: \d+ create\nplan [0-9a-f]{64}\n/);
    expect(text).toContain('create Clusters.omni.sidero.dev(default/demo)');
  });

  it('says that there is nothing to do', async () => {
    const text = await review(sampleDocuments());

    expect(text).toMatch(/^demo: \d+ unchanged\nplan [0-9a-f]{64}\n/);
    expect(text).not.toContain('create');
  });

  it('shows fields before and after, up to as many as are wanted', async () => {
    const labels = { a: '1', b: '2', c: '3' };
    const documents = sampleDocuments({ labels, kubernetes: { version: 'v1.34.2' } });

    const [whole, short] = [await review(documents), await review(documents, stored(), 1)];

    expect(whole).toMatch(/update Clusters\.omni\.sidero\.dev\(default\/demo\)\n(?: .*\n)*.*1\.34\.1.*1\.34\.2/);
    expect(whole).not.toContain('more\n');
    expect(short).toMatch(/ {2}and \d+ more\n/);
  });

  it('begins with what stops the plan, and counts the machines that go', async () => {
    const documents = sampleDocuments().map((document) =>
      document['kind'] === 'ControlPlane' ? { ...document, machines: [machineId(2)] } : document,
    );

    const text = await review(documents);

    expect(text).toMatch(/stopped by control-plane-removal \(caution\)/);
    expect(text).toMatch(/delete .*MachineSetNodes.*000000000001/);
    expect(text).toMatch(/\n.*removed/);
  });

  it('names what Omni removes by itself', async () => {
    const withoutWorkers = sampleDocuments().filter(({ kind }) => kind !== 'Workers');

    const text = await review([...withoutWorkers, { kind: 'Workers', name: 'other', machines: [machineId(12)] }]);

    expect(text).toContain('(goes with its set or cluster)');
  });
});

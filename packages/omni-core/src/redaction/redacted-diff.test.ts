import { describe, expect, it } from 'vitest';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { createMarker } from './marker.ts';
import { withoutQuotedValues } from './quoted-yaml.ts';
import { redactConfigText } from './redact-config.ts';
import { redactKernelArgs } from './redact-kernel-args.ts';
import { redactedDiff, redactedName } from './redacted-diff.ts';

const marker = createMarker(new Uint8Array(32));
const CANARY = 'canary-5d20';

function patch(data: string) {
  return newResource(types.ConfigPatch, { id: '500-x', labels: { env: 'prod' }, spec: { data } });
}

describe('the diff of a resource that may be shown', () => {
  it('shows what changes, and of secrets that they change', () => {
    const before = patch(`machine:\n  sysctls: { a: "1" }\n  token: ${CANARY}-1\n`);
    const after = patch(`machine:\n  sysctls: { a: "2" }\n  token: ${CANARY}-2\n`);

    const diff = redactedDiff({ before, after }, marker);

    expect(diff).not.toContain(CANARY);
    expect(diff).toMatch(/^--- ConfigPatches\.omni\.sidero\.dev\(default\/500-x\)\n\+\+\+ /);
    expect(diff).toMatch(/-.*a: "1"[\s\S]*\+.*a: "2"/);
    expect(diff).toMatch(/-.*token: («redacted:\w+»)[\s\S]*\+.*token: (?!\1)«redacted:\w+»/);
  });

  it('is empty when only comments and formats differ', () => {
    const before = patch('# why\nmachine: { sysctls: { a: "1" } }\n');
    const after = patch('machine:\n  sysctls:\n    a: "1"\n');

    expect(redactedDiff({ before, after }, marker)).toBe('');
  });

  it('has one side for what is new and what goes, and an alias for an id that is a secret', () => {
    const token = newResource(types.JoinToken, { id: CANARY });

    expect(redactedDiff({ before: undefined, after: patch('a: b\n') }, marker)).toContain('--- /dev/null');
    expect(redactedDiff({ before: patch('a: b\n'), after: undefined }, marker)).toContain('+++ /dev/null');
    expect(redactedName({ before: token, after: undefined }, marker)).toMatch(/\(default\/jt-[0-9a-f]{8}\)$/);
  });
});

describe('hiding every value', () => {
  it('leaves the names of settings and nothing else', () => {
    const text = 'machine:\n  kubelet: { image: plain, on: true, count: 3 }\n  list: [one, two]\n# note\n';

    const safe = redactConfigText(text, marker, { hide: 'values' });

    for (const hidden of ['plain', 'true', '3', 'one', 'two', 'note'])
      expect(safe.replaceAll(/«.*?»/g, '')).not.toContain(hidden);
    for (const name of ['machine', 'kubelet', 'image', 'list']) expect(safe).toContain(name);
  });

  it('holds for kernel arguments too', () => {
    const safe = redactKernelArgs('console=ttyS0 quiet x=y', marker, { hide: 'values' });

    expect(safe).toMatch(/^console=«redacted:\w+» quiet x=«redacted:\w+»$/);
  });
});

describe('a message that quotes YAML', () => {
  it('keeps its first line and the keys below it', () => {
    const message = `unknown keys found during decoding:\nmachine:\n    tokn: ${CANARY}\n    list:\n        - ${CANARY}\n`;

    expect(withoutQuotedValues(message)).toBe(
      'unknown keys found during decoding:\nmachine:\n    tokn: [removed]\n    list:\n        - [removed]',
    );
  });
});

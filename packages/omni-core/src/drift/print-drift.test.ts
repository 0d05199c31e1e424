import { describe, expect, it } from 'vitest';
import type { ClusterDrift, DriftFinding, DriftReport } from './drift-report.ts';
import { printDrift } from './print-drift.ts';
import { driftReportOf } from './report-of.ts';
import { sideBySide } from './side-by-side.ts';

const HOSTILE = '"><script>alert(1)</script>\u{202E}`|*_<!-- ]]> &amp; \u{0}';
const DIFF = [
  '--- a',
  '+++ a',
  '@@ -1,3 +1,3 @@',
  ' labels: {}',
  '-  version: 1.11.3',
  '+  version: 1.10.0',
  ' spec:',
  '@@ -9,2 +9,1 @@',
  '-gone 😀',
  ' kept',
  '',
].join('\n');

function finding(more: Partial<DriftFinding> = {}): DriftFinding {
  return {
    id: 'changed Clusters.omni.sidero.dev(default/demo)',
    class: 'changed',
    kind: 'update',
    resource: 'Clusters.omni.sidero.dev(default/demo)',
    text: 'it differs in spec.features',
    against: ['applied', 'head'],
    fields: [],
    diff: DIFF,
    firstSeen: '2026-03-01T06:00:00.000Z',
    ...more,
  };
}

function report(clusters: readonly Partial<ClusterDrift>[]): DriftReport {
  const all = clusters.map((one) => ({ cluster: 'demo', source: 'demo.yaml', findings: [], ignored: [], ...one }));
  return driftReportOf(all, { title: 'fleet', commits: { head: 'abc123' }, now: new Date('2026-03-02T06:00:00Z') });
}

const hostile = report([
  {
    cluster: HOSTILE,
    source: HOSTILE,
    findings: [finding({ id: HOSTILE, resource: HOSTILE, text: HOSTILE, diff: `@@ -1,1 +0,0 @@\n-${HOSTILE}\n` })],
    ignored: [{ id: HOSTILE, rule: HOSTILE, resource: HOSTILE, firstSeen: HOSTILE }],
  },
  {
    cluster: '',
    source: HOSTILE,
    failure: { code: 'template_invalid', message: `${HOSTILE}\n\`\`\`\n# not a heading` },
  },
]);

describe('a drift report', () => {
  it('prints as Markdown with a summary, findings and diffs', async () => {
    const text = await printDrift(report([{ findings: [finding()] }, { cluster: 'calm' }]), 'markdown');

    expect(text).toBe(
      [
        '# Drift of fleet: 1 changed in 1 of 2 clusters\n',
        '2026-03-02T06:00:00.000Z, against head `abc123`\n',
        '| class | findings |\n| --- | --- |\n| changed | 1 |\n',
        '## demo\n',
        'From `demo.yaml`.\n',
        '### changed: `Clusters.omni.sidero.dev(default/demo)`\n',
        'it differs in spec.features (against applied and head, first seen 2026-03-01T06:00:00.000Z)\n',
        `\`\`\`diff\n${DIFF}\`\`\`\n`,
      ].join('\n'),
    );
  });

  it('prints as JSON that reads back as the same', async () => {
    expect(JSON.parse(await printDrift(hostile, 'json'))).toEqual(hostile);
  });

  it('prints as JUnit with a case for everything that was looked at', async () => {
    const text = await printDrift(
      report([
        {
          findings: [finding({ diff: '' })],
          ignored: [{ id: 'x', rule: 'formatting', resource: 'x', path: 'spec.y', firstSeen: '' }],
        },
        { cluster: 'calm' },
        { cluster: 'unread', failure: { code: 'template_invalid', message: 'a\nb' } },
      ]),
      'junit',
    );

    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="drift of fleet" tests="4" failures="1" errors="1" skipped="1" timestamp="2026-03-02T06:00:00.000Z">
  <testsuite name="calm" tests="1" failures="0" errors="0" skipped="0" timestamp="2026-03-02T06:00:00.000Z">
    <testcase classname="calm" name="as Git says"/>
  </testsuite>
  <testsuite name="demo" tests="2" failures="1" errors="0" skipped="1" timestamp="2026-03-02T06:00:00.000Z">
    <testcase classname="demo" name="changed Clusters.omni.sidero.dev(default/demo)"><failure type="changed" message="it differs in spec.features">Clusters.omni.sidero.dev(default/demo)
against applied and head
since 2026-03-01T06:00:00.000Z
</failure></testcase>
    <testcase classname="demo" name="x spec.y"><skipped message="noise: formatting"></skipped></testcase>
  </testsuite>
  <testsuite name="unread" tests="1" failures="0" errors="1" skipped="0" timestamp="2026-03-02T06:00:00.000Z">
    <testcase classname="unread" name="comparison"><error type="template_invalid" message="a&#10;b"></error></testcase>
  </testsuite>
</testsuites>
`);
  });

  it('prints as one page that may load and run nothing', async () => {
    const page = await printDrift(report([{ findings: [finding()] }]), 'html');

    expect(page).toContain(`default-src 'none'; style-src 'sha256-`);
    expect(page).toMatch(/<meta name="viewport" content="width=device-width, initial-scale=1">/);
    expect(page).toContain('version: 1.1<del>1.3</del>');
    expect(page).toContain('version: 1.1<ins>0.0</ins>');
    expect(page.match(/(?:src|href|action)="(?!#|data:,")[^"]*"/g)).toBeNull();
  });

  it('lets no name become markup', async () => {
    const [page, junit, markdown] = await Promise.all([
      printDrift(hostile, 'html'),
      printDrift(hostile, 'junit'),
      printDrift(hostile, 'markdown'),
    ]);

    for (const text of [page, junit]) {
      expect(['<script', '\u{0}', '<!-- '].filter((markup) => text.includes(markup))).toEqual([]);
    }
    expect(page).not.toContain('\u{202E}');
    expect(page).toContain('⟨U+202E⟩');
    expect(markdown).toMatch(/^````text\n[\s\S]*\n# not a heading\n````$/m);
  });
});

describe('sideBySide', () => {
  it('puts what changed side by side, and marks where', () => {
    expect(sideBySide(DIFF)).toEqual([
      { kind: 'same', git: { line: 1, text: 'labels: {}' }, omni: { line: 1, text: 'labels: {}' } },
      {
        kind: 'changed',
        git: { line: 2, text: '  version: 1.11.3', mark: { start: 14, end: 17 } },
        omni: { line: 2, text: '  version: 1.10.0', mark: { start: 14, end: 17 } },
      },
      { kind: 'same', git: { line: 3, text: 'spec:' }, omni: { line: 3, text: 'spec:' } },
      { kind: 'gap' },
      { kind: 'removed', git: { line: 9, text: 'gone 😀' } },
      { kind: 'same', git: { line: 10, text: 'kept' }, omni: { line: 9, text: 'kept' } },
    ]);
  });

  it('keeps characters of two halves whole', () => {
    const [row] = sideBySide('@@ -1,1 +1,1 @@\n-a😀b\n+a😁b\n');

    expect(row?.git?.mark).toEqual({ start: 1, end: 3 });
    expect(row?.omni?.mark).toEqual({ start: 1, end: 3 });
  });

  it('says when a diff is too large to show', () => {
    expect(sideBySide('--- a\n+++ a\n@@ -1,99999 +1,9 @@ diff too large to display\n')).toEqual([
      { kind: 'gap', git: { line: 0, text: 'diff too large to display' } },
    ]);
  });
});

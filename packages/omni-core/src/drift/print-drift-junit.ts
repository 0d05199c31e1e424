import type { ClusterDrift, DriftFinding, DriftReport } from './drift-report.ts';

/**
 * A drift report as JUnit XML, for CI: a suite for every cluster, a failed test for every finding, an error for what
 * could not be compared, a skipped test for what is noise, and a passed one for a cluster as Git says.
 */
export function printDriftJunit(report: DriftReport): string {
  const { clusters, at } = report;
  const totals = clusters.map(countsOf);
  const sum = (pick: (counts: Counts) => number) => totals.reduce((total, counts) => total + pick(counts), 0);
  const attributes = attributesOf({
    name: report.title === '' ? 'drift' : `drift of ${report.title}`,
    tests: sum(({ tests }) => tests),
    failures: sum(({ failures }) => failures),
    errors: sum(({ errors }) => errors),
    skipped: sum(({ skipped }) => skipped),
    timestamp: at,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${attributes}>\n${clusters.map((one) => suite(one, at)).join('')}</testsuites>\n`;
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function countsOf({ findings, ignored, failure }: ClusterDrift): Counts {
  const [failures, skipped, errors] = [findings.length, ignored.length, failure === undefined ? 0 : 1];
  const passed = failures + errors === 0 ? 1 : 0;
  return { tests: failures + skipped + errors + passed, failures, errors, skipped };
}

function suite(drift: ClusterDrift, at: string): string {
  const { cluster, source, findings, ignored, failure } = drift;
  const name = cluster === '' ? source : cluster;
  const cases = [
    ...(failure === undefined
      ? []
      : [testCase(name, 'comparison', element('error', { type: failure.code, message: failure.message }, ''))]),
    ...findings.map((finding) => testCase(name, finding.id, failureOf(finding))),
    ...ignored.map(({ id, path, rule }) =>
      testCase(name, path === undefined ? id : `${id} ${path}`, element('skipped', { message: `noise: ${rule}` }, '')),
    ),
    ...(findings.length === 0 && failure === undefined ? [testCase(name, 'as Git says', '')] : []),
  ];
  const attributes = attributesOf({ name, ...countsOf(drift), timestamp: at });
  return `  <testsuite ${attributes}>\n${cases.join('')}  </testsuite>\n`;
}

function testCase(className: string, name: string, content: string): string {
  const attributes = attributesOf({ classname: className, name });
  return content === '' ? `    <testcase ${attributes}/>\n` : `    <testcase ${attributes}>${content}</testcase>\n`;
}

function failureOf({ class: type, text, resource, firstSeen, against, diff }: DriftFinding): string {
  const facts = [resource, ...(against.length === 0 ? [] : [`against ${against.join(' and ')}`]), `since ${firstSeen}`];
  return element('failure', { type, message: text }, `${facts.join('\n')}\n${diff === '' ? '' : `\n${diff}`}`);
}

function element(name: string, attributes: Readonly<Record<string, string>>, content: string): string {
  return `<${name} ${attributesOf(attributes)}>${escapeXml(content)}</${name}>`;
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join(' ');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters XML cannot hold, not even as references, become what stands for the unknown. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

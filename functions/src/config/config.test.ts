import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coversCluster, patternsOverlap } from './cluster-pattern.ts';
import { decodeConfig } from './decode-config.ts';
import { parseConfig } from './parse-config.ts';

const example = readFileSync(new URL('../../config.example.yml', import.meta.url), 'utf8');

describe('the configuration', () => {
  it('accepts the example, fills defaults, and survives the way through JSON', () => {
    const config = parseConfig(example);

    expect(config.sources['github']).toMatchObject({ apiUrl: 'https://api.github.com' });
    expect(decodeConfig(JSON.stringify(config))).toEqual(config);
  });

  it('names line, field and remedy for every mistake at once', () => {
    const broken = example
      .replace('endpoint: https://omni.example.com', 'endpoint: omni')
      .replace('ref: refs/heads/main', 'ref: main')
      .replace('paths:', 'pathes:');

    expect(() => parseConfig(broken)).toThrowError(
      expect.objectContaining({
        code: 'configuration_invalid',
        message: expect.stringMatching(
          /10:15 instances\.production\.endpoint: give the URL[\s\S]*refs\/heads\/main[\s\S]*bindings\.fleet\.paths/,
        ),
      }),
    );
  });

  it('refuses a secret value where its name belongs, without repeating it', () => {
    const broken = example.replace('hookSecret: hooks/github', 'hookSecret: canary-value');

    expect(() => parseConfig(broken)).toThrow(/hookSecret: name a secret as hooks\/<name>/);
    expect(() => parseConfig(broken)).not.toThrow(/canary/);
  });

  it('refuses names that are not defined, and lists those that are', () => {
    expect(() => parseConfig(example.replace('source: github', 'source: gitlab'))).toThrow(
      /bindings\.fleet\.source: "gitlab" is not defined; defined are: github/,
    );
  });

  it('refuses two bindings that could own the same cluster of one Omni, under whatever name the Omni has', () => {
    const yaml = example
      .replace('sources:', '  same:\n    endpoint: https://omni.example.com\n    keySecret: omni/same\nsources:')
      .replace(
        / {2}fleet:\n[\s\S]*/,
        (fleet) => `${fleet}${fleet.replace('fleet:', 'other:').replace('production', 'same')}`,
      );

    expect(() => parseConfig(yaml)).toThrow(/bindings\.other\.clusters: overlaps with the clusters of binding "fleet"/);
  });

  it('matches cluster names exactly or by prefix', () => {
    expect([coversCluster('prod-*', 'prod-1'), coversCluster('prod', 'prod-1')]).toEqual([true, false]);
    expect([
      patternsOverlap('prod-*', 'prod-eu'),
      patternsOverlap('prod-*', 'p*'),
      patternsOverlap('a*', 'b*'),
      patternsOverlap('a', 'a'),
    ]).toEqual([true, true, false, true]);
  });
});

import { describe, expect, it } from 'vitest';
import { TemplateInvalidError } from './errors.ts';
import { machineId, sampleDocuments, sampleTemplate } from './testing/sample-templates.ts';
import { templateIssues, validateTemplate } from './validate-template.ts';

describe('validateTemplate', () => {
  it('accepts a sound template', async () => {
    const template = await sampleTemplate();

    expect(templateIssues(template)).toEqual([]);
    expect(() => validateTemplate(template)).not.toThrow();
  });

  it('throws the text of omnictl together with every issue and its place', async () => {
    const patches = [{ name: 'dns', inline: { machine: { type: 'worker', token: 'canary' } } }];
    const template = await sampleTemplate([...sampleDocuments({ patches }), { kind: 'Machine', name: machineId(99) }]);

    const error = (() => {
      try {
        return validateTemplate(template);
      } catch (thrown) {
        return thrown;
      }
    })();

    expect(error).toBeInstanceOf(TemplateInvalidError);
    const place = [
      'error validating cluster "demo"',
      'patch "dns" is invalid',
      'failed to validate inline patch "dns"',
    ];
    expect(error).toMatchObject({
      message: expect.stringMatching(/^2 errors occurred:\n\t\* error validating cluster "demo": 1 error occurred:\n/),
      issues: [
        { message: 'overriding "machine.token" is not allowed in the config patch', context: place },
        { message: 'overriding "machine.type" is not allowed in the config patch', context: place },
        { message: `machine "${machineId(99)}" is not used in controlplane or workers`, context: [] },
      ],
    });
    expect(String(error)).not.toContain('canary');
  });

  it('refuses two ways to choose the install disk at once', async () => {
    const install = { disk: '/dev/sda', diskSelector: 'disk.size > 1u' };
    const template = await sampleTemplate([...sampleDocuments(), { kind: 'Machine', name: machineId(11), install }]);

    expect(templateIssues(template)).toEqual([
      {
        message: 'install.disk and install.diskSelector are mutually exclusive',
        context: [`machine "${machineId(11)}" is invalid`],
      },
    ]);
  });
});

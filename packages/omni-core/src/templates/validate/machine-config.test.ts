import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problem.ts';
import { dialectOf, type TemplateTarget } from '../target.ts';
import { checkMachineConfig } from './machine-config.ts';

function check(text: string, target: TemplateTarget = 'next'): string | undefined {
  const problem = checkMachineConfig(text, dialectOf(target));
  return problem && formatProblem(problem);
}

describe('checkMachineConfig', () => {
  it.each([
    ['machine: {network: {hostname: a}}'],
    ['---\nmachine: {}\n---\n# nothing\n---\napiVersion: v1alpha1\nkind: WatchdogTimerConfig\n'],
    ['apiVersion: v1alpha1\nkind: X\nname: a\n---\napiVersion: v1alpha1\nkind: X\nname: b\n'],
    ['apiVersion: v1alpha1\nkind: X\n$patch: delete\n'],
  ])('accepts %j', (text) => {
    expect(check(text)).toBeUndefined();
  });

  it.each([
    ['', 'config not found'],
    ['# nothing\n', 'config not found'],
    ['machine: {}\n---\nmachine: {a: b}\n', 'duplicate document /v1alpha1/ is not allowed (line 3)'],
    ['machine: {}\n---\n- a\n', 'expected a YAML document at line 3'],
    ['foo: bar', 'error decoding document /v1alpha1/ (line 1): missing kind'],
    ['kind: X\nname: n', 'error decoding document /X/n (line 1): missing apiVersion'],
  ])('refuses %j', (text, reason) => {
    expect(check(text)).toBe(reason);
  });

  it('refuses what Omni controls, even when it is empty', () => {
    expect(check('machine:\n  install: {disk: null}\n  ca:\ncluster: {ca: {}}\n')).toBe(
      '3 errors occurred:\n' +
        '\t* overriding "cluster.ca" is not allowed in the config patch\n' +
        '\t* overriding "machine.ca" is not allowed in the config patch\n' +
        '\t* overriding "machine.install.disk" is not allowed in the config patch\n\n',
    );
  });

  it('looks at every document since 1.10 and only at the first before', () => {
    const text = 'apiVersion: v1alpha1\nkind: X\n---\nmachine: {type: worker}\n';

    expect(check(text, '1.9')).toBeUndefined();
    expect(check(text, '1.10')).toContain('machine.type');
  });

  it('refuses documents and roles that would go around Omni', () => {
    const document = (kind: string, rest = '') => `apiVersion: v1alpha1\nkind: ${kind}\n${rest}`;

    expect(check(document('KubeClusterConfig'))).toContain('the "KubeClusterConfig" document is not allowed');
    expect(check(document('KubeServiceAccountConfig', 'issuer: {privateKey: x}'))).toContain('"issuer.privateKey"');
    expect(check(document('KubeTalosAPIAccessConfig', 'allowedRoles: [os:admin]'))).toContain('"os:admin"');
  });

  it('says where the YAML is broken without repeating it', () => {
    expect(check('machine: [canary\n')).toMatch(/^decode error: yaml: line \d+, column \d+: (?!.*canary)/);
  });
});

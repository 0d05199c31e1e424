import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { mergeKubeconfig } from './merge-kubeconfig.ts';

interface Kubeconfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: { readonly server: string } }[];
  readonly contexts: readonly { readonly name: string; readonly context: { cluster: string; user: string } }[];
  readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[];
  readonly 'current-context': string;
}

/** A kubeconfig in which every context has a cluster and a user of its own name, recognisable by `mark`. */
function kubeconfig(names: readonly string[], mark: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: names.map((name) => ({ name, cluster: { server: `https://${mark}/${name}` } })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name, namespace: 'default' } })),
    users: names.map((name) => ({ name, user: { token: `${mark}/${name}` } })),
    'current-context': names.at(-1) ?? '',
  });
}

/** What each context leads to. */
function reach(text: string): Map<string, string> {
  const { clusters, contexts, users } = parse(text) as Kubeconfig;
  return new Map(
    contexts.map(({ name, context }) => [
      name,
      [
        clusters.find((cluster) => cluster.name === context.cluster)?.cluster.server,
        users.find((user) => user.name === context.user)?.user.token,
      ].join(' '),
    ]),
  );
}

describe('mergeKubeconfig', () => {
  it('writes what was fetched when there is no file yet', () => {
    const { text, currentContext, renames } = mergeKubeconfig(undefined, kubeconfig(['acme-demo'], 'new'));

    expect(parse(text)).toEqual(parse(kubeconfig(['acme-demo'], 'new')));
    expect({ currentContext, renames }).toEqual({ currentContext: 'acme-demo', renames: [] });
  });

  it('gives clashing entries other names, together with what refers to them', () => {
    const { text, currentContext, renames } = mergeKubeconfig(kubeconfig(['demo'], 'old'), kubeconfig(['demo'], 'new'));

    expect([...reach(text)]).toEqual([
      ['demo', 'https://old/demo old/demo'],
      ['demo-1', 'https://new/demo new/demo'],
    ]);
    expect(currentContext).toBe('demo-1');
    expect(renames.map(({ part, from, to }) => `${part} ${from} ${to}`)).toEqual([
      'clusters demo demo-1',
      'users demo demo-1',
      'contexts demo demo-1',
    ]);
  });

  it('changes nothing when it is all there already', () => {
    const file = kubeconfig(['demo', 'other'], 'same');

    const { text, renames } = mergeKubeconfig(file, file);

    expect(parse(text)).toEqual(parse(file));
    expect(renames).toEqual([]);
  });

  it('overwrites with force, and names the context as told', () => {
    const forced = mergeKubeconfig(kubeconfig(['demo'], 'old'), kubeconfig(['demo'], 'new'), { force: true });
    const named = mergeKubeconfig(kubeconfig(['demo'], 'old'), kubeconfig(['prod'], 'new'), { contextName: 'mine' });
    const quiet = mergeKubeconfig(kubeconfig(['demo'], 'old'), kubeconfig(['prod'], 'new'), { activate: false });

    expect([...reach(forced.text)]).toEqual([['demo', 'https://new/demo new/demo']]);
    expect([...reach(named.text).keys()]).toEqual(['demo', 'mine']);
    expect(named.currentContext).toBe('mine');
    expect(quiet.currentContext).toBe('demo');
  });

  it('keeps fields it does not know', () => {
    const existing = 'preferences: {colors: true}\nclusters:\n- name: a\n  cluster: {server: x}\n  extra: [1]\n';

    const { text } = mergeKubeconfig(existing, kubeconfig(['b'], 'new'));

    expect(parse(text)).toMatchObject({
      preferences: { colors: true },
      clusters: [{ name: 'a', extra: [1] }, { name: 'b' }],
    });
  });

  it.each([
    ['clusters: {}', 'clusters is not a list'],
    ['contexts: [{}]', 'an entry of contexts has no name'],
    ['- 1', 'it is not a YAML mapping'],
    ['token: "canary', 'it is not YAML'],
  ])('refuses %s', (text, reason) => {
    const merge = () => mergeKubeconfig(text, kubeconfig(['a'], 'new'));

    expect(merge).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
    expect(merge).toThrow(reason);
    expect(merge).not.toThrow('canary');
  });

  it('never loses a context, whatever is merged', () => {
    const name = fc.constantFrom('a', 'a-1', 'a-1-1', 'a-2', 'b', 'constructor', '__proto__', 'yes', '12');
    const names = fc.uniqueArray(name, { maxLength: 6 });

    fc.assert(
      fc.property(names, names, fc.option(name, { nil: undefined }), (old, added, contextName) => {
        const { text } = mergeKubeconfig(
          kubeconfig(old, 'old'),
          kubeconfig(added, 'new'),
          contextName === undefined ? {} : { contextName },
        );

        const after = reach(text);
        for (const [context, target] of reach(kubeconfig(old, 'old'))) expect(after.get(context)).toBe(target);
        expect([...after.values()].sort()).toEqual(
          [...reach(kubeconfig(old, 'old')).values(), ...reach(kubeconfig(added, 'new')).values()].sort(),
        );
      }),
    );
  });
});

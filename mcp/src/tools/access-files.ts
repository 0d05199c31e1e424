import { z } from 'zod';
import { readTool } from '../catalogue/tool.ts';

const cluster = z.string().min(1).max(120).describe('Cluster name');

/** A kubeconfig nobody can log in with alone. */
export const kubeconfig = readTool({
  name: 'omni_kubeconfig',
  title: 'Get a kubeconfig',
  description:
    'Returns the kubeconfig of a cluster for people: it holds no secret, kubectl logs in with a browser (needs the oidc-login plugin). Kubeconfigs with a token are not handed out.',
  input: z.strictObject({
    cluster,
    grant_type: z.enum(['auto', 'authcode', 'authcode-keyboard']).default('auto').describe('How kubectl logs in'),
  }),
  data: z.object({ cluster: z.string(), kubeconfig: z.string() }),
  async run({ cluster, grant_type }, { omni }) {
    return {
      data: { cluster, kubeconfig: await omni.kubeconfig(cluster, grant_type) },
      text: ({ kubeconfig: file }) => file.trimEnd(),
    };
  },
});

/** A talosconfig nobody can log in with alone. */
export const talosconfig = readTool({
  name: 'omni_talosconfig',
  title: 'Get a talosconfig',
  description:
    'Returns a talosconfig for a cluster, or for the whole Omni without one. It holds no secret: talosctl goes through Omni and signs with the key of whoever uses it.',
  input: z.strictObject({ cluster: cluster.optional() }),
  data: z.object({ cluster: z.string(), talosconfig: z.string() }),
  async run({ cluster }, { omni }) {
    return {
      data: { cluster: cluster ?? '', talosconfig: await omni.talosconfig(cluster) },
      text: ({ talosconfig: file }) => file.trimEnd(),
    };
  },
});

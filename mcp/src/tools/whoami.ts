import { types } from '@fleetwright/omni-core';
import { z } from 'zod';
import { readTool } from '../catalogue/tool.ts';
import { valueAt } from '../list/fields.ts';

/** Who the server is at Omni and what it may do: the first call of a session. */
export const whoami = readTool({
  name: 'omni_whoami',
  title: 'Who am I',
  description:
    'Shows the Omni this server works for, the identity and role it uses there, what that role permits, and whether this server may write.',
  input: z.strictObject({}),
  data: z.object({
    instance: z.string(),
    endpoint: z.string(),
    identity: z.string(),
    role: z.string(),
    omni_version: z.string(),
    access: z.enum(['read', 'operate', 'destroy']),
    confirm: z.enum(['elicit', 'token']).describe('How writes are approved'),
    permissions: z.array(z.string()),
  }),
  async run(_args, { omni, instance, access, confirm }) {
    const [user, permissions, version] = await Promise.all([
      omni.get(types.CurrentUser, 'current'),
      omni.find(types.Permission, 'permissions'),
      omni.find(types.SysVersion, 'current'),
    ]);
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    return {
      data: {
        instance,
        endpoint: omni.endpoint,
        identity: text(user.spec['identity']) || omni.identity,
        role: text(user.spec['role']),
        omni_version: text(valueAt(version?.spec ?? {}, 'backendversion')),
        access,
        confirm,
        permissions: Object.entries(permissions?.spec ?? {})
          .filter(([, granted]) => granted === true)
          .map(([name]) => name),
      },
    };
  },
});

// Works as the person in front of the screen: context and key come from the files of omnictl; when the key has
// expired, a browser opens to log in.
// Run: node log-in.ts
import {
  OmniClient,
  omniconfigContext,
  openInBrowser,
  readOmniconfig,
  types,
  userCredentials,
} from '@fleetwright/omni-core';

const { config } = await readOmniconfig();
const { url, identity } = omniconfigContext(config);
const credentials = await userCredentials({
  endpoint: url,
  identity,
  context: config.context,
  onLoginUrl: openInBrowser,
});

await using omni = new OmniClient({ endpoint: url, credentials });

const { spec } = await omni.resources.get(types.CurrentUser, 'current');
console.log(`${spec.identity} with the role ${spec.role}`);

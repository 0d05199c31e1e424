import type { Scene } from './acts.ts';

/** Tells how to go on by hand while everything stays up. */
export function printWaysIn({ omni, stage, narrator }: Scene): void {
  narrator.heading('Everything stays up; stop it with Ctrl-C');
  narrator.say('push a change of your own:');
  narrator.quote(
    `cd ${stage.repository.workingCopy}\n$EDITOR clusters/harbour/cluster.yaml\ngit add --all && git commit -m 'Change the fleet' && git push origin main`,
  );
  narrator.say('connect an assistant (Streamable HTTP, read-only):');
  narrator.quote(JSON.stringify({ mcpServers: { omni: { type: 'http', url: stage.mcp.url } } }, undefined, 2));
  if (omni.sandbox === undefined) return;
  narrator.say('use the sandbox with omnictl or any client:');
  // Printed like Omni prints the key of its initial service account; it opens nothing but this sandbox.
  narrator.quote(`export OMNI_ENDPOINT=${omni.endpoint}\nexport OMNI_SERVICE_ACCOUNT_KEY=${omni.serviceAccountKey}`);
}

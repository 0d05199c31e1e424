import { randomUUID } from 'node:crypto';
import { githubSignature } from '@fleetwright/functions';

/** Where a Git host delivers events, and the secret it signs them with. Kept in a file only its owner can read. */
export interface HookSettings {
  readonly url: string;
  readonly secret: string;
}

/** One line git gives to a post-receive hook. */
export interface ReceivedRef {
  readonly before: string;
  readonly after: string;
  readonly ref: string;
}

/** Delivers a push event in GitHub's shape, signed over the exact bytes sent. Answers the HTTP status and text. */
export async function deliverPush(
  { url, secret }: HookSettings,
  repository: string,
  { before, after, ref }: ReceivedRef,
  delivery: string = randomUUID(),
): Promise<{ readonly status: number; readonly text: string }> {
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const body = JSON.stringify({
    ref,
    before,
    after,
    created: /^0+$/.test(before),
    deleted: /^0+$/.test(after),
    forced: false,
    repository: { name, full_name: repository },
    pusher: { name: 'tour' },
    commits: [],
  });
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': delivery,
      'x-hub-signature-256': githubSignature(Buffer.from(body), secret),
    },
  });
  return { status: response.status, text: (await response.text()).trim() };
}

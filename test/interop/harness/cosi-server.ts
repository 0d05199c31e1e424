import { programPath } from './go-programs.ts';
import { startLineProcess } from './line-process.ts';

/** What {@link startCosiServer} starts. */
export interface CosiServerOptions {
  /** MachineStatuses stored before the server listens. @default 0 */
  readonly machines?: number;
  /** Also store what omnictl asks every server for: its version and the type definitions. @default false */
  readonly omni?: boolean;
  /** Serve TLS with a certificate made for this run. @default false */
  readonly tls?: boolean;
  /**
   * Encode every list once and go on serving it: later writes do not show. For measuring clients, because printing the
   * YAML of each spec costs this server far more than a client needs to read it.
   * @default false
   */
  readonly freeze?: boolean;
  /** With `freeze`: how often each resource comes in a list, for lists longer than memory. @default 1 */
  readonly repeat?: number;
  /** Events a watch may be behind before the server declares it dead; older bookmarks are unknown. @default 100 */
  readonly history?: number;
}

/** Changes to one ConfigPatch, which is created when it is missing. */
export interface ChangeRun {
  readonly id: string;
  readonly count: number;
  /** Time before each change, in milliseconds. @default 0 */
  readonly everyMs?: number;
}

/** The Go COSI server, which verifies every request with Omni's own signature library. */
export interface CosiServer extends AsyncDisposable {
  readonly endpoint: string;
  /** Value of `OMNI_SERVICE_ACCOUNT_KEY` made by Omni's own library; registered here. */
  readonly serviceAccountKey: string;
  /** PEM of its certificate when it serves TLS. */
  readonly ca: string | undefined;
  /** URL of the real grpc-gateway in front of it, unless it serves TLS. */
  readonly gateway: string | undefined;
  /** Registers a public key. @returns its fingerprint @throws {Error} with the reason Omni's library refuses it */
  register(armoredPublicKey: string): Promise<string>;
  /** Changes a resource; its annotation `sent` says when, in nanoseconds of `process.hrtime`. Resolves when done. */
  change(run: ChangeRun): Promise<void>;
  /** Why requests were refused; the callers only see one text for all causes. */
  readonly refusals: readonly string[];
}

/** Starts the server on a free loopback port. */
export async function startCosiServer(options: CosiServerOptions = {}): Promise<CosiServer> {
  const { machines = 0, omni = false, tls = false, freeze = false, repeat = 1, history = 100 } = options;
  const server = startLineProcess(programPath('cosi-server'), [
    `--machines=${machines}`,
    `--omni=${omni}`,
    `--tls=${tls}`,
    `--freeze=${freeze}`,
    `--repeat=${repeat}`,
    `--history=${history}`,
  ]);
  const announced = JSON.parse(await server.nextLine()) as Announcement;

  const ask = async (command: Command): Promise<Answer> => {
    server.send(JSON.stringify(command));
    const answer = JSON.parse(await server.nextLine()) as Answer;
    if (answer.failed !== undefined) throw new Error(answer.failed);
    return answer;
  };

  return {
    endpoint: announced.endpoint,
    serviceAccountKey: announced.serviceAccountKey,
    ca: announced.ca,
    gateway: announced.gateway,
    async register(armoredPublicKey) {
      const { fingerprint } = await ask({ register: armoredPublicKey });
      if (fingerprint === undefined) throw new Error('the server registered a key without naming it');
      return fingerprint;
    },
    async change(run) {
      await ask({ change: run });
    },
    get refusals() {
      return server.stderr
        .split('\n')
        .flatMap((line) => (line.includes(' refused ') ? [line.slice(line.indexOf('refused '))] : []));
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** What cmd/cosi-server prints first. */
interface Announcement {
  readonly endpoint: string;
  readonly serviceAccountKey: string;
  readonly ca?: string;
  readonly gateway?: string;
}

/** What cmd/cosi-server obeys: one of the two. */
type Command = { readonly register: string } | { readonly change: ChangeRun };

/** What it answers. */
interface Answer {
  readonly fingerprint?: string;
  readonly failed?: string;
}

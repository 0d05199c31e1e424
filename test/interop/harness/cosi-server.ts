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
}

/** The Go COSI server, which verifies every request with Omni's own signature library. */
export interface CosiServer extends AsyncDisposable {
  readonly endpoint: string;
  /** Value of `OMNI_SERVICE_ACCOUNT_KEY` made by Omni's own library; registered here. */
  readonly serviceAccountKey: string;
  /** PEM of its certificate when it serves TLS. */
  readonly ca: string | undefined;
  /** Registers a public key. @returns its fingerprint @throws {Error} with the reason Omni's library refuses it */
  register(armoredPublicKey: string): Promise<string>;
  /** Why requests were refused; the callers only see one text for all causes. */
  readonly refusals: readonly string[];
}

/** Starts the server on a free loopback port. */
export async function startCosiServer(options: CosiServerOptions = {}): Promise<CosiServer> {
  const { machines = 0, omni = false, tls = false, freeze = false } = options;
  const server = startLineProcess(programPath('cosi-server'), [
    `--machines=${machines}`,
    `--omni=${omni}`,
    `--tls=${tls}`,
    `--freeze=${freeze}`,
  ]);
  const announced = JSON.parse(await server.nextLine()) as Announcement;

  return {
    endpoint: announced.endpoint,
    serviceAccountKey: announced.serviceAccountKey,
    ca: announced.ca,
    async register(armoredPublicKey) {
      server.send(JSON.stringify(armoredPublicKey));
      const { fingerprint, refused } = JSON.parse(await server.nextLine()) as Registration;
      if (fingerprint === undefined) throw new Error(refused);
      return fingerprint;
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
}

/** What cmd/cosi-server answers to a public key: one of the two. */
interface Registration {
  readonly fingerprint?: string;
  readonly refused?: string;
}

import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { decodeStored, encodeStored } from './resource-encoding.ts';
import type { StoreEvent } from './store-event.ts';
import type { StoredResource } from './stored-resource.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS resources (
    namespace TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (namespace, type, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (revision INTEGER PRIMARY KEY, kind TEXT NOT NULL, value BLOB NOT NULL, old BLOB);
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/** What a restart finds. */
export interface StoredState {
  readonly resources: readonly StoredResource[];
  /** The newest events, oldest first. */
  readonly events: readonly StoreEvent[];
  readonly revision: number;
}

/** The state in one SQLite file: current resources, recent events, and a few settings of the server. */
export class Database implements Disposable {
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #log: StatementSync;

  /**
   * Opens or creates the file, readable by its owner only: it holds keys.
   * @throws {Error} when the path cannot be opened or is not such a database
   */
  constructor(path: string) {
    // Made before SQLite can make it with wider rights; its side files take the rights of this one.
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    this.#database = new DatabaseSync(path);
    // A sandbox may lose its last moments to a power cut, but never its consistency.
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#database.exec(SCHEMA);
    this.#put = this.#database.prepare(
      'INSERT OR REPLACE INTO resources (namespace, type, id, value) VALUES (?, ?, ?, ?)',
    );
    this.#remove = this.#database.prepare('DELETE FROM resources WHERE namespace = ? AND type = ? AND id = ?');
    this.#log = this.#database.prepare('INSERT INTO events (revision, kind, value, old) VALUES (?, ?, ?, ?)');
  }

  /** Reads everything back; events beyond `historySize` are dropped for good. */
  load(historySize: number): StoredState {
    const last = this.#database.prepare('SELECT max(revision) AS revision FROM events').get();
    const revision = Number(last?.['revision'] ?? 0);
    this.#database.prepare('DELETE FROM events WHERE revision <= ?').run(revision - historySize);
    const resources = this.#database.prepare('SELECT value FROM resources').all();
    const events = this.#database.prepare('SELECT revision, kind, value, old FROM events ORDER BY revision').all();
    return {
      resources: resources.map((row) => decodeStored(bytes(row['value']))),
      events: events.map(readEvent),
      revision,
    };
  }

  save(event: StoreEvent): void {
    this.transaction(() => {
      const { namespace, type, id } = event.resource;
      const value = encodeStored(event.resource);
      if (event.kind === 'destroyed') this.#remove.run(namespace, type, id);
      else this.#put.run(namespace, type, id, value);
      this.#log.run(event.revision, event.kind, value, event.kind === 'updated' ? encodeStored(event.old) : null);
    });
  }

  /**
   * Runs `writes` as one transaction; inside another one it joins that. What was saved before a failure stays saved:
   * each write is complete in itself, and the memory has it already.
   */
  transaction<T>(writes: () => T): T {
    if (this.#database.isTransaction) return writes();
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      return writes();
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  setting(name: string): string | undefined {
    const row = this.#database.prepare('SELECT value FROM settings WHERE name = ?').get(name);
    return row === undefined ? undefined : String(row['value']);
  }

  saveSetting(name: string, value: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)').run(name, value);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function readEvent(row: Record<string, unknown>): StoreEvent {
  const revision = Number(row['revision']);
  const resource = decodeStored(bytes(row['value']));
  switch (row['kind']) {
    case 'created':
      return { kind: 'created', revision, resource };
    case 'updated':
      return { kind: 'updated', revision, resource, old: decodeStored(bytes(row['old'])) };
    default:
      return { kind: 'destroyed', revision, resource };
  }
}

function bytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

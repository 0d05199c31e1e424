import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
} from 'yaml';
import { OmniError } from '../../errors/omni-error.ts';

/** A node together with the way to it, so that every complaint can say where. Messages never quote what is written there. */
export class YamlPlace {
  /** `undefined` where nothing is written, e.g. behind `owner:`. */
  readonly node: Node | undefined;
  readonly #document: Document;
  readonly #position: (node: Node | undefined) => string;
  readonly #path: string;

  constructor(node: unknown, document: Document, position: (node: Node | undefined) => string, path: string) {
    this.node = isAlias(node) ? node.resolve(document) : isNode(node) ? node : undefined;
    this.#document = document;
    this.#position = position;
    this.#path = path;
  }

  /** The error for this place, e.g. `document 2, spec.features (line 7): expected a mapping`. */
  refuse(problem: string): OmniError {
    const place = [this.#position(this.node), this.#path].filter((part) => part !== '').join(', ');
    return new OmniError('invalid_argument', `${place}: ${problem}`);
  }

  /** Entries of a mapping by key; none for null. @throws {OmniError} `invalid_argument` for anything else */
  entries(): ReadonlyMap<string, YamlPlace> {
    if (this.isNull()) return new Map();
    if (!isMap(this.node)) throw this.refuse('expected a mapping');
    return new Map(
      this.node.items.map((pair) => {
        const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
        if (key === undefined) throw this.refuse('expected keys to be plain texts');
        return [key, this.#below(pair.value, this.#path === '' ? key : `${this.#path}.${key}`)];
      }),
    );
  }

  /** Items of a sequence; none for null. @throws {OmniError} `invalid_argument` for anything else */
  items(): readonly YamlPlace[] {
    if (this.isNull()) return [];
    if (!isSeq(this.node)) throw this.refuse('expected a list');
    return this.node.items.map((item, index) => this.#below(item, `${this.#path}[${index}]`));
  }

  /** The characters of a scalar, empty where null is written. @throws {OmniError} `invalid_argument` for collections */
  text(): string {
    return this.isNull() ? '' : this.characters();
  }

  /** The characters of a scalar, whatever they mean: `~` is a tilde. */
  characters(): string {
    if (this.node === undefined) return '';
    if (!isScalar(this.node)) throw this.refuse('expected a text');
    return String(this.node.value);
  }

  /** True when nothing or an unquoted spelling of null is written. */
  isNull(): boolean {
    if (this.node === undefined) return true;
    return this.isUnquoted() && isScalar(this.node) && /^(|~|null|Null|NULL)$/.test(String(this.node.value));
  }

  /** True for scalars that may mean something else than a string. */
  isUnquoted(): boolean {
    return isScalar(this.node) && this.node.type === 'PLAIN' && this.node.tag === undefined;
  }

  /** The tag as written, e.g. `tag:yaml.org,2002:binary`. */
  get tag(): string | undefined {
    return this.node?.tag;
  }

  #below(node: unknown, path: string): YamlPlace {
    return new YamlPlace(node, this.#document, this.#position, path);
  }
}

/**
 * The top of every document in a text; empty documents are left out.
 * @throws {OmniError} `invalid_argument` when the text is not YAML
 */
export function yamlPlaces(text: string): readonly YamlPlace[] {
  const lines = new LineCounter();
  // The library's own messages quote the source, which may hold secrets.
  const parsed = parseAllDocuments<ParsedNode>(text, { lineCounter: lines, prettyErrors: false, schema: 'failsafe' });
  const documents = Array.isArray(parsed) ? parsed : [];
  return documents.flatMap((document, index) => {
    const [error] = document.errors;
    if (error !== undefined)
      throw new OmniError(
        'invalid_argument',
        `document ${index + 1}, line ${lines.linePos(error.pos[0]).line}: not valid YAML (${error.code})`,
      );
    const position = (node: Node | undefined) =>
      `document ${index + 1}${node?.range ? `, line ${lines.linePos(node.range[0]).line}` : ''}`;
    const place = new YamlPlace(document.contents, document, position, '');
    return place.isNull() ? [] : [place];
  });
}

import {
  Composer,
  type CST,
  type Document,
  isAlias,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  type YAMLError,
} from 'yaml';
import { type Anchors, anchorsOf } from './anchors.ts';
import { type Position, YamlLimitError, YamlSyntaxError } from './syntax-error.ts';

/** One document of a YAML stream, with every scalar kept as the text it was written as. */
export interface YamlDocument {
  /** Where the `---` stands that opens it; 1:1 for a first document without one. */
  readonly position: Position;
  /** `undefined` for an empty document. */
  readonly root: Node | undefined;
  /** Where its text starts in the stream: at its marker, or where the document before ends. */
  readonly start: number;
  /** Where its text ends, trailing comments included. */
  readonly end: number;
  /** The node an alias stands for; any other node is its own answer. */
  resolve(node: Node): Node;
  /** Lines of the stream in front of the document's own text. */
  readonly linesBefore: number;
  /** Line of a node counted from the start of the document's own text. */
  lineOf(node: Node): number;
  /** What messages call the place of the document. @default its `position`, as omnictl words it */
  readonly where?: string;
  /** What messages call the place of a node. @default its line in the document, as omnictl words it */
  placeOf?(node: Node): string;
}

export interface ParseOptions {
  /** Most pieces of syntax: scalars, indicators, indentations. @default {@link DEFAULT_YAML_TOKENS} */
  readonly tokens?: number;
}

/** A document of so many pieces takes less than 1 GB. */
export const DEFAULT_YAML_TOKENS = 1_000_000;

/** More levels than the library's stack has room for: it need not collect all of them to find out. */
const DEEPEST = 2_000;

const OPTIONS = { schema: 'failsafe', version: '1.2', uniqueKeys: false, strict: true, logLevel: 'silent' } as const;

/**
 * Parses all documents of a stream. Scalars stay text: what a plain `1.0` means depends on where it stands.
 * @throws {YamlSyntaxError} at the first thing that is not YAML
 */
export function parseDocuments(text: string, options: ParseOptions = {}): YamlDocument[] {
  return [...streamDocuments(text, options)];
}

/**
 * The same one by one: who is done with a document before asking for the next needs memory for one only.
 * @throws {YamlSyntaxError} when it comes to something that is not YAML
 */
export function* streamDocuments(
  text: string,
  { tokens = DEFAULT_YAML_TOKENS }: ParseOptions = {},
): Generator<YamlDocument, void, undefined> {
  const lines = new LineCounter();
  const composer = new Composer(OPTIONS);
  const starts: (number | undefined)[] = [];
  const convert = (document: Document.Parsed) => toYamlDocument(document, starts.shift(), lines);
  try {
    for (const token of parseTokens(text, tokens, lines)) {
      if (token.type === 'document') starts.push(token.start.find((part) => part.type === 'doc-start')?.offset);
      for (const document of composer.next(token)) yield convert(document);
    }
    for (const document of composer.end(false, text.length)) yield convert(document);
  } catch (error) {
    if (isOutOfStack(error)) throw new YamlSyntaxError('nested too deeply', { line: 1, column: 1 });
    throw error;
  }
}

/** What the library's parser does with a whole text, ending when there are too many pieces. */
function* parseTokens(text: string, most: number, lines: LineCounter): Generator<CST.Token, void, undefined> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > most) throw new YamlLimitError(most, positionAt(parser.offset, lines));
    if (parser.stack.length > DEEPEST) throw new YamlSyntaxError('nested too deeply', positionAt(parser.offset, lines));
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

/** The library goes down one level of its stack with every level of the text. */
function isOutOfStack(error: unknown): boolean {
  return error instanceof RangeError && error.message.startsWith('Maximum call stack');
}

function toYamlDocument(document: Document.Parsed, start: number | undefined, lines: LineCounter): YamlDocument {
  const problem = document.errors[0];
  if (problem !== undefined) throw new YamlSyntaxError(firstLine(problem), positionAt(problem.pos[0], lines));
  const position = start === undefined ? { line: 1, column: 1 } : positionAt(start, lines);
  const root = isEmpty(document.contents) ? undefined : document.contents;
  // A first document without a marker starts in its own first line, any other in the line below its marker.
  const linesBefore =
    start === undefined || startsOnMarkerLine(root, position, lines) ? position.line - 1 : position.line;
  const lineOf = (node: Node) => positionAt(node.range?.[0] ?? 0, lines).line - linesBefore;
  let known: Anchors | undefined;
  const anchors = () => {
    known ??= anchorsOf(document, lineOf);
    return known;
  };
  return {
    position,
    root: root ?? undefined,
    start: start ?? 0,
    end: document.range[2],
    resolve: (node) => (isAlias(node) ? anchors().follow(node) : node),
    linesBefore,
    lineOf,
  };
}

function isEmpty(contents: Document.Parsed['contents']): boolean {
  return (
    contents === null ||
    (contents.range[0] === contents.range[1] && contents.tag === undefined && contents.anchor === undefined)
  );
}

function startsOnMarkerLine(root: Node | null | undefined, marker: Position, lines: LineCounter): boolean {
  return root?.range !== undefined && root.range !== null && positionAt(root.range[0], lines).line === marker.line;
}

function positionAt(offset: number, lines: LineCounter): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The library reports running out of stack as if it were a fault of the text. */
function firstLine(error: YAMLError): string {
  if (error.message.startsWith('Maximum call stack')) return 'nested too deeply';
  return error.message.split(/ at line |\n/, 1)[0] ?? error.message;
}

import { Fault } from './fault.ts';
import { type ParseContext, parsePipeline } from './parse-pipeline.ts';
import { Scope } from './scope.ts';
import type { Source } from './source.ts';
import type {
  CallStatement,
  ConditionalStatement,
  Definition,
  Pipeline,
  RangeStatement,
  Statement,
} from './syntax-tree.ts';
import { TokenReader } from './token-reader.ts';
import { tokenize } from './tokenize.ts';

/** A template taken apart. */
export interface ParsedTemplate {
  readonly main: Definition;
  /** What its `define` blocks define, by name; a name may stand here more than once. */
  readonly defined: readonly { readonly name: string; readonly at: number; readonly definition: Definition }[];
}

export interface ParseOptions extends Pick<ParseContext, 'budget' | 'refuseFunction'> {
  /** Told about each thing that is wrong; parsing carries on where it can. */
  readonly report: (fault: Fault) => void;
}

/** Parses a template. What it answers is only sound when nothing was reported. */
export function parseTemplate(source: Source, options: ParseOptions): ParsedTemplate {
  const { budget, refuseFunction } = options;
  const faulty = new Set<number>();
  // The parser stumbles again over what the tokenizer has reported.
  const report = (fault: Fault) => {
    if (!faulty.has(fault.at)) options.report(fault);
    faulty.add(fault.at);
  };
  const reader = new TokenReader(tokenize(source.text, report), source.text.length);
  const defined: ParsedTemplate['defined'][number][] = [];
  const parse = (): Definition => {
    const scope = new Scope();
    const parser = new BlockParser({ reader, scope, budget, refuseFunction }, report, define);
    return { source, body: parser.top(), slots: scope.slots };
  };
  const define = (at: number, name: string) => {
    const scope = new Scope();
    const parser = new BlockParser({ reader, scope, budget, refuseFunction }, report, undefined);
    defined.push({ name, at, definition: { source, body: parser.block(at, 'define'), slots: scope.slots } });
  };
  const main = guarded(parse, report) ?? { source, body: [], slots: 1 };
  return { main, defined };
}

/** Faults of structure end the parsing: what follows would only be misunderstood. */
function guarded<T>(act: () => T, report: (fault: Fault) => void): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    report(error);
    return undefined;
  }
}

const NOTHING: Pipeline = { at: 0, variables: [], assigns: false, commands: [] };

type Ending = 'end' | 'else';

class BlockParser {
  readonly #context: ParseContext;
  readonly #report: (fault: Fault) => void;
  readonly #define: ((at: number, name: string) => void) | undefined;
  #loops = 0;
  #blocks = 0;

  constructor(
    context: ParseContext,
    report: (fault: Fault) => void,
    define: ((at: number, name: string) => void) | undefined,
  ) {
    this.#context = context;
    this.#report = report;
    this.#define = define;
  }

  /** Everything up to the end of the text. */
  top(): readonly Statement[] {
    const { reader } = this.#context;
    const { statements, ending, at } = this.#statements();
    if (ending !== undefined)
      throw new Fault(at, `there is nothing for this ${ending} to ${ending === 'end' ? 'end' : 'belong to'}`);
    if (reader.peek() !== undefined) throw new Fault(reader.at, 'unexpected here');
    return statements;
  }

  /** Everything up to `end`. */
  block(openedAt: number, keyword: string): readonly Statement[] {
    const { statements, ending, at } = this.#statements();
    if (ending === 'else') throw new Fault(at, `${keyword} has no else`);
    if (ending === undefined) throw unended(openedAt, keyword);
    this.#closeAction();
    return statements;
  }

  /** Stops behind `{{end` or `{{else`. */
  #statements(): { statements: readonly Statement[]; ending: Ending | undefined; at: number } {
    const { reader } = this.#context;
    const statements: Statement[] = [];
    for (let token = reader.take(); token !== undefined; token = reader.take()) {
      if (token.kind === 'text') {
        statements.push({ kind: 'text', at: token.at, text: token.text });
        continue;
      }
      const word = reader.peek();
      const keyword = word?.kind === 'word' ? word.text : '';
      if (keyword === 'end' || keyword === 'else') {
        reader.take();
        return { statements, ending: keyword, at: word?.at ?? token.at };
      }
      const statement = this.#action(keyword, word?.at ?? token.end);
      if (statement !== undefined) statements.push(statement);
    }
    return { statements, ending: undefined, at: reader.at };
  }

  #action(keyword: string, at: number): Statement | undefined {
    const { reader, scope } = this.#context;
    if (STATEMENTS.has(keyword)) reader.take();
    switch (keyword) {
      case 'if':
      case 'with':
        return scope.inside(() => this.#conditional(keyword, at));
      case 'range':
        return scope.inside(() => this.#range(at));
      case 'define':
        return this.#definition(at);
      case 'template':
        return this.#recover(() => this.#call(at));
      case 'break':
      case 'continue':
        return this.#recover(() => this.#jump(keyword, at));
      default:
        return this.#recover(() => {
          const pipeline = parsePipeline(this.#context);
          this.#closeAction();
          return { kind: 'action', at, pipeline };
        });
    }
  }

  #conditional(kind: 'if' | 'with', at: number): ConditionalStatement {
    const pipeline = this.#blockPipeline(1);
    const { body, otherwise } = this.#branches(kind, at);
    return { kind, at, pipeline, body, otherwise };
  }

  #range(at: number): RangeStatement {
    const pipeline = this.#blockPipeline(2);
    this.#loops += 1;
    const { body, otherwise } = this.#branches('range', at);
    return { kind: 'range', at, pipeline, body, otherwise };
  }

  #branches(kind: 'if' | 'with' | 'range', at: number): Pick<RangeStatement, 'body' | 'otherwise'> {
    return this.#inBlock(() => {
      const { scope, reader } = this.#context;
      const first = scope.inside(() => this.#statements());
      // A break in the else of a range belongs to the range around it.
      if (kind === 'range') this.#loops -= 1;
      if (first.ending === undefined) throw unended(at, kind);
      if (first.ending === 'end') {
        this.#closeAction();
        return { body: first.statements, otherwise: [] };
      }
      const word = reader.peek();
      if (word?.kind === 'word' && word.text === kind && kind !== 'range') {
        reader.take();
        // The `end` of the inner one is the end of both.
        const inner = scope.inside(() => this.#conditional(kind, word.at));
        return { body: first.statements, otherwise: [inner] };
      }
      this.#closeAction();
      return { body: first.statements, otherwise: scope.inside(() => this.block(at, kind)) };
    });
  }

  #inBlock<T>(act: () => T): T {
    this.#blocks += 1;
    try {
      return this.#context.budget.deeper(act);
    } finally {
      this.#blocks -= 1;
    }
  }

  #definition(at: number): undefined {
    const { reader } = this.#context;
    if (this.#define === undefined || this.#blocks > 0)
      throw new Fault(at, 'define stands only at the top of a template');
    const name = reader.expect('string', 'the name of the template');
    this.#closeAction();
    this.#define(at, name.text);
  }

  #call(at: number): CallStatement {
    const { reader } = this.#context;
    const { text: name, at: nameAt } = reader.expect('string', 'the name of a template');
    const pipeline = reader.peek()?.kind === 'close' ? undefined : parsePipeline(this.#context);
    this.#closeAction();
    return { kind: 'template', at, name, nameAt, pipeline };
  }

  #jump(kind: 'break' | 'continue', at: number): Statement {
    if (this.#loops === 0) throw new Fault(at, `${kind} stands only inside range`);
    this.#closeAction();
    return { kind, at };
  }

  /** A pipeline that opens a block. With a fault in it the block is parsed all the same. */
  #blockPipeline(variables: 1 | 2): Pipeline {
    const parsed = this.#recover(() => {
      const pipeline = parsePipeline(this.#context, variables);
      this.#closeAction();
      return pipeline;
    });
    return parsed ?? NOTHING;
  }

  /** Reports a fault inside one action and carries on behind it. */
  #recover<T>(act: () => T): T | undefined {
    const parsed = guarded(() => ({ value: act() }), this.#report);
    if (parsed === undefined) this.#context.reader.skipAction();
    return parsed?.value;
  }

  #closeAction(): void {
    this.#context.reader.expect('close', 'the end of the action');
  }
}

const STATEMENTS: ReadonlySet<string> = new Set(['if', 'with', 'range', 'define', 'template', 'break', 'continue']);

function unended(at: number, keyword: string): Fault {
  return new Fault(at, `${keyword} is not ended`, 'close it with {{ end }}');
}

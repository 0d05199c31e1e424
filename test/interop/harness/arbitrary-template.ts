import fc from 'fast-check';

/** Values that generated templates read, as YAML and JSON have them. */
export interface TemplateValues {
  readonly name: string;
  readonly text: string;
  readonly count: number;
  readonly on: boolean;
  readonly list: readonly string[];
  readonly nums: readonly number[];
  readonly map: Readonly<Record<string, string>>;
  readonly deep: { readonly a: { readonly b: string } };
}

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,7}$/);
/** Sprig counts bytes in places, so texts stay ASCII. */
const ascii = fc.stringMatching(/^[ -~\n\t]{0,14}$/);
const small = fc.integer({ min: -50, max: 50 });

export const values: fc.Arbitrary<TemplateValues> = fc.record({
  name: word,
  text: ascii,
  count: small,
  on: fc.boolean(),
  list: fc.array(word, { maxLength: 4 }),
  nums: fc.array(small, { maxLength: 4 }),
  map: fc.dictionary(word, ascii, { maxKeys: 4 }),
  deep: fc.record({ a: fc.record({ b: ascii }) }),
});

const goString = ascii.map((text) => JSON.stringify(text));
const width = fc.integer({ min: 0, max: 12 }).map(String);

/** An expression in brackets, so that it can be an argument of any other. */
function call(strings: TemplateStringsArray, ...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => `(${String.raw({ raw: strings.raw }, ...texts)})`);
}

const { text, number, condition, list } = fc.letrec<{
  text: string;
  number: string;
  condition: string;
  list: string;
}>((tie) => {
  const [text, number, condition, list] = [tie('text'), tie('number'), tie('condition'), tie('list')];
  return {
    text: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'template' },
      fc.constantFrom('.name', '.text', '$.name', '$.deep.a.b', '(index $.deep "a" "b")', '$v'),
      goString,
      goString.map((quoted) => (quoted.includes('`') || quoted.includes('\\') ? '``' : `\`${quoted}\``)),
      call`upper ${text}`,
      call`lower ${text}`,
      call`trim ${text}`,
      call`nospace ${text}`,
      call`quote ${text}`,
      call`squote ${text}`,
      call`quote ${number} ${condition} ${text}`,
      call`trimAll ${goString} ${text}`,
      call`trimPrefix ${goString} ${text}`,
      call`trimSuffix ${goString} ${text}`,
      call`replace ${goString} ${goString} ${text}`,
      call`repeat ${fc.constantFrom('0', '1', '3')} ${text}`,
      call`trunc ${fc.constantFrom('0', '3', '-3', '99')} ${text}`,
      call`substr ${fc.constantFrom('0', '1')} ${fc.constantFrom('1', '99', '-1')} (printf "%-9s" ${text})`,
      call`indent ${width} ${text}`,
      call`nindent ${width} ${text}`,
      call`join ${goString} ${list}`,
      call`default ${text} ${text}`,
      call`coalesce ${text} ${text} "z"`,
      call`ternary ${text} ${text} ${condition}`,
      call`required "needed" ${text}`,
      call`b64enc ${text}`,
      call`b64dec (b64enc ${text})`,
      call`sha256sum ${text}`,
      call`print ${text} ${number} ${number} ${text}`,
      call`println ${text} ${number}`,
      call`printf "%s|%q|%8s|%-8s|%.3s" ${text} ${text} ${text} ${text} ${text}`,
      call`printf "%d|%5d|%-5d|%05d|%+d|%x|%o|%b|%v" ${number} ${number} ${number} ${number} ${number} ${number} ${number} ${number} ${number}`,
      call`printf "%t %v %%" ${condition} ${condition}`,
      call`first (append ${list} "x")`,
      call`last (prepend ${list} "x")`,
      call`get (dict "k" ${text} "l" "m") "k"`,
      call`dig "a" "b" ${text} (dict "a" (dict "b" ${text}))`,
      call`dig "a" "c" ${text} (dict "a" (dict "b" ${text}))`,
      call`include "named" ${text}`,
      call`toString ${number}`,
      call`toJson ${list}`,
      call`kindOf ${text}`,
      fc.tuple(text, goString).map(([piped, other]) => `(${piped} | trimSuffix ${other} | quote)`),
    ),
    number: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'template' },
      fc.constantFrom('.count', '$.count', '0x1F', '0b11', '1_000', "'a'", '-3', '7'),
      small.map(String),
      call`add ${number} ${number}`,
      call`sub ${number} ${number}`,
      call`mul ${number} ${number} 2`,
      call`div ${number} ${number}`,
      call`mod ${number} ${number}`,
      call`max ${number} ${number}`,
      call`min ${number} ${number} ${number}`,
      call`add1 ${number}`,
      call`len ${list}`,
      call`len ${text}`,
      call`int ${number}`,
      call`index $.nums ${fc.constantFrom('0', '1', '2')}`,
    ),
    condition: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'template' },
      fc.constantFrom('.on', '$.on', 'true', 'false'),
      call`eq ${text} ${text}`,
      call`eq ${text} ${text} ${text}`,
      call`ne ${text} ${text}`,
      call`lt ${text} ${text}`,
      call`le ${number} ${number}`,
      call`gt ${number} ${number}`,
      call`ge ${text} ${text}`,
      call`not ${text}`,
      call`not ${list}`,
      call`empty ${text}`,
      call`and ${condition} ${condition}`,
      call`or ${condition} ${condition}`,
      call`contains ${text} ${text}`,
      call`hasPrefix ${text} ${text}`,
      call`hasSuffix ${text} ${text}`,
      call`has ${text} ${list}`,
      call`hasKey $.map ${text}`,
    ),
    list: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'template' },
      fc.constantFrom('.list', '$.list', '(keys $.map | sortAlpha)', '(list)'),
      call`list ${text} ${text}`,
      call`splitList ${goString} ${text}`,
      // Never of nothing: that is a nil of Go, which prints as null, where a list without items is `[]` here.
      call`concat (list "c") ${list}`,
      call`append ${list} ${text}`,
      call`prepend ${list} ${text}`,
      call`reverse ${list}`,
      call`uniq ${list}`,
      call`compact ${list}`,
      call`without ${list} ${text}`,
      call`sortAlpha ${list}`,
      call`rest (append ${list} "r")`,
      call`initial (append ${list} "i")`,
      call`slice (append ${list} "s") 0 1`,
      call`keys (omit (dict "o" 1 "p" 2) "o")`,
      call`keys (pick (dict "o" 1 "p" 2) "o")`,
      call`values (dict "o" ${text})`,
      call`keys (merge (dict "o" 1) (dict "o" 2))`,
    ),
  };
});

/** What stands between braces is trimmed on either side, or not. */
function action(content: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edges = fc.constantFrom(['{{ ', ' }}'], ['{{- ', ' }}'], ['{{ ', ' -}}'], ['{{- ', ' -}}'], ['{{', '}}']);
  return fc.tuple(edges, content).map(([[open, close], inside]) => {
    // A minus or a comment against the braces would mean something else.
    const separated = open === '{{' && /^[-/]/.test(inside) ? ` ${inside}` : inside;
    return `${open}${separated}${close}`;
  });
}

const literal = fc.stringMatching(/^[ -z|~\n\t]{0,10}$/);

const { body } = fc.letrec<{ body: string; statement: string }>((tie) => ({
  body: fc.array(tie('statement'), { maxLength: 5 }).map((statements) => statements.join('')),
  statement: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'template' },
    literal,
    action(text),
    action(number),
    action(condition),
    action(fc.constant('/* a comment }} */')).map((comment) =>
      comment.replace(/(\{\{) (?=\/)|(?<=\/) (?=\}\})/g, '$1'),
    ),
    fc
      .tuple(action(condition.map((test) => `if ${test}`)), tie('body'), action(fc.constant('end')))
      .map((parts) => parts.join('')),
    fc
      .tuple(condition, tie('body'), text, tie('body'), tie('body'))
      .map(([a, one, b, two, three]) => `{{ if ${a} }}${one}{{ else if ${b} }}${two}{{ else }}${three}{{ end }}`),
    fc.tuple(text, tie('body')).map(([test, inner]) => `{{ with ${test} }}<{{ . }}>{{ else }}${inner}{{ end }}`),
    fc
      .tuple(list, tie('body'))
      .map(([items, inner]) => `{{ range $i, $e := ${items} }}{{ $i }}:{{ $e }},{{ else }}${inner}{{ end }}`),
    fc
      .tuple(list, condition)
      .map(
        ([items, test]) =>
          `{{ range ${items} }}{{ if ${test.replaceAll(/(?<![$\w")])\.(on|name|text|count|list)/g, '$$.$1')} }}{{ continue }}{{ end }}[{{ . }}]{{ end }}`,
      ),
    fc.constant('{{ range $k, $v := $.map }}{{ $k }}={{ $v }};{{ end }}'),
    fc.constant('{{ range $i := until 4 }}{{ if eq $i 2 }}{{ break }}{{ end }}{{ $i }}{{ end }}'),
    fc.tuple(text, tie('body')).map(([value, inner]) => `{{ $v = ${value} }}${inner}{{ $v }}`),
    fc.tuple(text, tie('body')).map(([value, inner]) => `{{ if $w := ${value} }}{{ $w }}{{ else }}${inner}{{ end }}`),
    text.map((value) => `{{ template "named" ${value} }}`),
    fc.constantFrom('{{ $.missing }}', '{{ .name.field }}', '{{ template "unknown" }}', '{{ index $.list 9 }}'),
  ),
}));

/** Templates in the language both engines have. Most of them render; some have a mistake. */
export const template: fc.Arbitrary<string> = body.map((inner) => `{{ $v := "" }}${inner}`);

/** What the templates include. Go needs it in front, ours too. */
export const DEFINITIONS = '{{ define "named" }}<{{ . }}>{{ end }}';

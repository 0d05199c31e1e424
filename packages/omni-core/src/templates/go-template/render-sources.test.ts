import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemplateLimitError } from '../source-errors.ts';
import { render, renderText } from './testing/render.ts';
import { type Value, WrittenNumber } from './value.ts';

const values: Readonly<Record<string, Value>> = {
  cluster: 'demo',
  count: 3n,
  ratio: 1.5,
  nothing: null,
  off: false,
  machines: ['a', 'b'],
  network: new Map<string, Value>([
    ['domain', 'example.com'],
    ['ports', [80n, 443n]],
  ]),
};

describe('the template language', () => {
  it.each([
    ['plain text', 'kind: Cluster\n', 'kind: Cluster\n'],
    ['fields', '{{ .cluster }} {{ .network.domain }} {{ $.count }}', 'demo example.com 3'],
    ['trimming', 'a  {{- 1 -}}  b {{- /* no */ -}} c', 'a1bc'],
    ['negative numbers', '{{-3}} {{ -3 }}', '-3 -3'],
    ['literals', '{{ "a\\n" }}{{ `b\\n` }}{{ 0x1F }}{{ true }}{{ 1.50 }}', 'a\nb\\n31true1.5'],
    ['pipelines', '{{ .cluster | upper | printf "%s-%s" "a" | quote }}', '"a-DEMO"'],
    ['nested pipelines', '{{ (index .network.ports 1) | add 1 }}', '444'],
    ['if', '{{ if .off }}a{{ else if eq .count 3 }}b{{ else }}c{{ end }}', 'b'],
    ['with', '{{ with .network }}{{ .domain }}{{ end }}{{ with .off }}{{ else }}none{{ end }}', 'example.comnone'],
    ['range over a list', '{{ range $i, $m := .machines }}{{ $i }}={{ $m }};{{ end }}', '0=a;1=b;'],
    ['range over a map', '{{ range $k, $v := .network }}{{ $k }} {{ end }}', 'domain ports '],
    ['range over a number', '{{ range $i := 3 }}{{ $i }}{{ end }}', '012'],
    ['an empty range', '{{ range list }}x{{ else }}none{{ end }}', 'none'],
    [
      'break and continue',
      '{{ range until 9 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ if gt . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}',
      '023',
    ],
    ['variables', '{{ $x := 1 }}{{ range until 3 }}{{ $x = add $x . }}{{ end }}{{ $x }}', '4'],
    ['scopes', '{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}', '21'],
    ['define and template', '{{ define "n" }}<{{ . }}>{{ end }}{{ template "n" .cluster }}', '<demo>'],
    ['include', '{{ define "n" }}a\nb{{ end }}x:{{ include "n" . | nindent 2 }}', 'x:\n  a\n  b'],
    ['short circuits', '{{ and .off .missing }}{{ or .count .missing }}', 'false3'],
    ['default', '{{ default "d" .nothing }}{{ .missing.deep | default "e" }}{{ coalesce .x .y "f" }}', 'def'],
    ['toYaml', '{{ toYaml .network }}', 'domain: example.com\nports:\n  - 80\n  - 443'],
    ['literal braces', '{{ "{{" }} .Go {{ "}}" }}', '{{ .Go }}'],
  ])('has %s', (_, text, expected) => {
    expect(renderText(text, { values })).toEqual(expected);
  });

  it('prints numbers as they were written', () => {
    const written = { version: new WrittenNumber(1.3, '1.30'), mode: new WrittenNumber(420n, '0644') };

    expect(
      renderText('{{ .version }} {{ quote .mode }} {{ toYaml .version }} {{ add .mode 1 }}', { values: written }),
    ).toBe('1.30 "0644" 1.30 421');
  });

  it('shares what partials define', () => {
    const partials = { '_labels.tpl': '{{ define "labels" }}env: {{ .env }}{{ end }}ignored' };

    expect(renderText('{{ include "labels" (dict "env" "prod") }}', { partials })).toBe('env: prod');
  });
});

describe('what is wrong with a template', () => {
  it('is reported all at once, in the order of evaluation, each with its place', () => {
    const text =
      'a: {{ .clutser }}\nb: {{ .network.dns }}\n{{ range .machines }}{{ .x }}{{ end }}\nc: {{ .nothing }}\n';

    expect(renderText(text, { values })).toEqual([
      't:1:7: .clutser is not set (set are: cluster, count, ratio, nothing, off, machines, network)',
      't:2:7: .network.dns is not set (set are: domain, ports)',
      't:3:25: the dot is a text and has no field x',
      't:4:7: this is null, and nothing can be printed for it (set it, or use default)',
    ]);
  });

  it.each([
    ['an unknown function', '{{ nope 1 }}', 't:1:4: there is no function nope'],
    [
      'the environment',
      '{{ env "HOME" }}',
      't:1:4: there is no function env (a template reads nothing but its values)',
    ],
    [
      'the clock',
      '{{ now }}',
      't:1:4: there is no function now (a template makes the same text every time; pass the time as a value)',
    ],
    ['an undeclared variable', '{{ $x }}', 't:1:4: the variable $x is not declared (declare it with $x := …)'],
    ['an open action', 'a\n{{ .cluster', 't:2:1: the action is not closed with }}'],
    ['an open block', '{{ if true }}', 't:1:4: if is not ended (close it with {{ end }})'],
    ['an end without a block', '{{ end }}', 't:1:4: there is nothing for this end to end'],
    ['open quotes', '{{ "a }}', 't:1:4: the quotes are not closed'],
    ['arguments of a value', '{{ .cluster 1 }}', 't:1:4: this is no function and takes no arguments'],
    ['too few arguments', '{{ indent 2 }}', 't:1:4: indent takes 2 arguments, not 1'],
    ['a wrong argument', '{{ upper .count }}', 't:1:10: upper: a text is needed here, not a whole number'],
    ['an unknown template', '{{ template "x" }}', 't:1:13: no template is defined as "x"'],
    [
      'a map where a text belongs',
      '{{ .network }}',
      't:1:4: this is a map and cannot be printed as it is (use toYaml, toJson or join)',
    ],
    [
      'prototypes',
      '{{ .constructor }}',
      't:1:4: .constructor is not set (set are: cluster, count, ratio, nothing, off, machines, network)',
    ],
    ['fields of fields of a text', '{{ .cluster.length }}', 't:1:4: .cluster is a text and has no field length'],
    ['required values', '{{ required "give a size" .size }}', 't:1:27: give a size'],
    ['what the author refuses', '{{ fail "no" }}', 't:1:4: no'],
    [
      'a definition inside a block',
      '{{ if true }}{{ define "x" }}{{ end }}{{ end }}',
      't:1:17: define stands only at the top of a template',
    ],
  ])('may be %s', (_, text, problem) => {
    expect(renderText(text, { values })).toEqual([problem]);
  });

  it('does not include what follows from it', () => {
    expect(renderText('{{ $x := .missing }}{{ $x }}{{ $x | upper }}', { values })).toHaveLength(1);
    expect(renderText('{{ $x := nope }}{{ $x }}', { values })).toHaveLength(1);
  });

  it('never repeats a value', () => {
    const secret = { secret: 'canary', list: ['canary'] };
    const texts = [
      '{{ .secret.x }}',
      '{{ index .list 7 }}',
      '{{ add 1 .secret }}',
      '{{ .secret | b64dec }}',
      '{{ lt .secret 1 }}',
    ];

    const problems = texts.map((text) => renderText(text, { values: secret }));

    expect(problems.every((problem) => typeof problem !== 'string')).toBe(true);
    expect(JSON.stringify(problems)).not.toContain('canary');
  });
});

describe('a lenient rendering', () => {
  it('takes what is missing for nothing', () => {
    expect(
      renderText('[{{ .missing }}{{ .nothing }}{{ if .missing.deep }}x{{ end }}]', { values, lenient: true }),
    ).toBe('[]');
  });
});

describe('the place of a character', () => {
  it('is the place in the source that made it', () => {
    const partials = { p: '\n{{ define "tail" }}tail{{ end }}' };
    const rendered = render('a: {{ .cluster }}\n{{ template "tail" }}', { values, partials });

    if (!('text' in rendered)) throw new Error(rendered.join());
    expect(rendered.text).toBe('a: demo\ntail');
    expect(rendered.placeAt(0)).toEqual({ file: 't', line: 1, column: 1 });
    expect(rendered.placeAt(5)).toEqual({ file: 't', line: 1, column: 7 });
    expect(rendered.placeAt(10)).toEqual({ file: 'p', line: 2, column: 22 });
  });
});

describe('limits', () => {
  it.each([
    ['steps', '{{ range until 3000 }}{{ range until 3000 }}{{ end }}{{ end }}', 1, 26],
    ['steps', '{{ range $i := 9000000000 }}{{ end }}', 1, 4],
    ['depth', '{{ define "x" }}{{ include "x" . }}{{ end }}\n{{ include "x" . }}', 1, 20],
    ['depth', `{{ ${'('.repeat(200)}1${')'.repeat(200)} }}`, 1, 1],
    ['depth', '{{ if true }}'.repeat(200) + '{{ end }}'.repeat(200), 1, 1],
    ['outputCharacters', '{{ $x := "a" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}', 1, 39],
    ['outputCharacters', '{{ repeat 2000000000 "x" }}', 1, 4],
    ['outputCharacters', '{{ range until 100 }}{{ repeat 1000000 "x" }}{{ end }}', 1, 25],
    ['outputCharacters', '{{ $x := repeat 8000000 "x" }}{{ join "" (list $x $x) }}', 1, 34],
    ['steps', '{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ toJson $x }}', 1, 72],
  ] as const)('end what needs too many %s (%#)', (limit, text, line, column) => {
    expect(() => renderText(text, { limits: { steps: 300_000 } })).toThrow(
      expect.objectContaining({ name: 'TemplateLimitError', limit, place: { file: 't', line, column } }),
    );
  });

  it('can be raised', () => {
    const text = '{{ range until 100 }}{{ end }}';

    expect(() => renderText(text, { limits: { steps: 100 } })).toThrow('t:1:4: the template takes more than 100 steps');
    expect(renderText(text, { limits: { steps: 1000 } })).toBe('');
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...['{{', '}}', '{{-', '-}}', ' ', '.', '.a', '$', '$x', ':=', '=', '|', '(', ')', '"', '"a"', '`', "'", '1', '-'],
    ...[
      'if',
      'else',
      'end',
      'range',
      'with',
      'define',
      'template',
      'break',
      'include',
      'index',
      'printf',
      'and',
      'dict',
    ],
    ...[
      '{{ if .a }}',
      '{{ range .b }}',
      '{{ end }}',
      '{{ else }}',
      '{{ $x := 1 }}',
      '/*',
      '*/',
      '\n',
      'é',
      '\u{1F600}',
      ',',
    ],
  );

  it('is either rendered the same way twice, refused with places, or over a limit', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const once = () => {
          try {
            return renderText(text, { values: { a: 'x', b: [1n, 'y'] }, limits: { steps: 10_000 } });
          } catch (error) {
            if (error instanceof TemplateLimitError) return error.limit;
            throw error;
          }
        };

        const [first, second] = [once(), once()];

        expect(first).toEqual(second);
        if (typeof first !== 'string') expect(first.every((line) => /^t:\d+:\d+: ./.test(line))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

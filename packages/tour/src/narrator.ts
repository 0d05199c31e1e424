/** Tells a person at a terminal what happens. */
export interface Narrator {
  /** Opens a chapter. */
  heading(text: string): void;
  /** One fact. */
  say(text: string): void;
  /** Text of several lines, set apart. */
  quote(text: string): void;
}

/** Writes to a stream; colours only where somebody can see them. */
export function narrateTo(output: NodeJS.WriteStream): Narrator {
  const colours = output.isTTY && process.env['NO_COLOR'] === undefined;
  const bold = (text: string) => (colours ? `\u001b[1m${text}\u001b[0m` : text);
  let chapter = 0;
  return {
    heading: (text) => {
      chapter += 1;
      output.write(`\n${bold(`${chapter}. ${text}`)}\n`);
    },
    say: (text) => {
      output.write(`   ${text}\n`);
    },
    quote: (text) => {
      for (const line of text.trimEnd().split('\n')) output.write(`   │ ${line}\n`);
    },
  };
}

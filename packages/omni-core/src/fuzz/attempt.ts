import { OmniError } from '../errors/omni-error.ts';
import { mutateBytes, mutateText } from './mutate.ts';
import { type Random, randomOf } from './random.ts';
import { type ByteTarget, type FuzzTarget, readsText, type TextTarget } from './target.ts';

const HOSTILE_ONCE_IN = 20;

/** One input that was not coped with. */
export interface Failure {
  readonly target: string;
  /** The input, as base64 of its bytes, or of its text in UTF-16. */
  readonly input: string;
  readonly reason: string;
}

/**
 * Gives a target its input of a number: first its seeds as they are, then changed ones, each decided by the run's seed
 * and its own number alone, so that any of them can be had again without those before it.
 *
 * @returns what was wrong, if anything was
 */
export async function attempt(
  target: TextTarget | ByteTarget,
  number: number,
  seed: string,
): Promise<Failure | undefined> {
  const random = randomOf(`${seed} ${target.name} ${number}`);
  if (readsText(target)) {
    const input = known(target, number) ?? mutateText(chosen(target, random), target.tokens ?? [], random);
    return judged(target.name, Buffer.from(input, 'utf16le'), target, () => target.read(input));
  }
  const input = known(target, number) ?? mutateBytes(chosen(target, random), target.seeds, random);
  return judged(target.name, input, target, () => target.read(input));
}

function known<Input extends string | Uint8Array>({ seeds, hostile = [] }: FuzzTarget<Input>, number: number) {
  return seeds[number] ?? hostile[number - seeds.length];
}

function chosen<Input extends string | Uint8Array>({ seeds, hostile = [] }: FuzzTarget<Input>, random: Random): Input {
  return random.pick(hostile.length > 0 && random.oneIn(HOSTILE_ONCE_IN) ? hostile : seeds);
}

async function judged(
  name: string,
  input: Uint8Array,
  { refusals = [] }: Pick<TextTarget, 'refusals'>,
  read: () => unknown,
): Promise<Failure | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    if (error instanceof OmniError || refusals.some((refusal) => error instanceof refusal)) return undefined;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { target: name, input: Buffer.from(input).toString('base64'), reason };
  }
}

import { describe, expect, test } from 'vitest';
import { ResourceStack } from './resource-stack.ts';

function recorded() {
  const closed: string[] = [];
  const sync = (name: string): Disposable => ({ [Symbol.dispose]: () => void closed.push(name) });
  const async = (name: string): AsyncDisposable => ({ [Symbol.asyncDispose]: async () => void closed.push(name) });
  return { closed, sync, async };
}

describe('a resource stack', () => {
  test('closes what it holds once, the last first', async () => {
    const { closed, sync, async } = recorded();
    const stack = new ResourceStack();
    stack.use(sync('a'));
    stack.use(async('b'));
    stack.use(sync('c'));

    await stack[Symbol.asyncDispose]();
    await stack[Symbol.asyncDispose]();

    expect(closed).toEqual(['c', 'b', 'a']);
  });

  test('closes the others when one fails, and says so', async () => {
    const { closed, sync } = recorded();
    const stack = new ResourceStack();
    stack.use(sync('a'));
    stack.use({ [Symbol.asyncDispose]: () => Promise.reject(new Error('busy')) });
    stack.use(sync('c'));

    await expect(stack[Symbol.asyncDispose]()).rejects.toThrow('busy');

    expect(closed).toEqual(['c', 'a']);
  });

  test('closes nothing that was handed on', async () => {
    const { closed, sync } = recorded();
    const stack = new ResourceStack();
    stack.use(sync('a'));
    const owned = stack.move();

    await stack[Symbol.asyncDispose]();
    expect(closed).toEqual([]);

    await owned[Symbol.asyncDispose]();
    expect(closed).toEqual(['a']);
  });
});

/** Resources that are closed together, the last one first. Node 22 has no `AsyncDisposableStack` yet. */
export class ResourceStack implements AsyncDisposable {
  #held: (AsyncDisposable | Disposable)[] = [];

  /** Keeps a resource until the stack is disposed, and returns it. */
  use<Held extends AsyncDisposable | Disposable>(resource: Held): Held {
    this.#held.push(resource);
    return resource;
  }

  /** Hands everything to a new stack; disposing this one closes nothing any more. */
  move(): ResourceStack {
    const moved = new ResourceStack();
    moved.#held = this.#held;
    this.#held = [];
    return moved;
  }

  /** Closes everything, whatever fails on the way; rejects with the last failure. */
  async [Symbol.asyncDispose](): Promise<void> {
    const last = this.#held.pop();
    if (last === undefined) return;
    try {
      await (Symbol.asyncDispose in last ? last[Symbol.asyncDispose]() : last[Symbol.dispose]());
    } finally {
      await this[Symbol.asyncDispose]();
    }
  }
}

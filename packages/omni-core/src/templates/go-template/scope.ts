/** Which variables a place of a template can see. Each declaration gets a slot of its own in its definition. */
export class Scope {
  #visible: { readonly name: string; readonly slot: number }[] = [{ name: '$', slot: 0 }];
  #slots = 1;

  /** Slots needed so far. */
  get slots(): number {
    return this.#slots;
  }

  declare(name: string): number {
    const slot = this.#slots++;
    this.#visible.push({ name, slot });
    return slot;
  }

  find(name: string): number | undefined {
    return this.#visible.findLast((variable) => variable.name === name)?.slot;
  }

  /** What is declared inside is not visible behind. */
  inside<T>(act: () => T): T {
    const { length } = this.#visible;
    try {
      return act();
    } finally {
      this.#visible = this.#visible.slice(0, length);
    }
  }
}

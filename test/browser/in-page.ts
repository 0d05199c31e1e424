/**
 * What functions that run inside a page use of it. The whole of TypeScript's DOM library would change the meaning of
 * globals everywhere else.
 */
export interface InPage {
  readonly document: PageElement & { readonly documentElement: PageElement; readonly body: PageElement } & TreeWalking;
  readonly NodeFilter: { readonly SHOW_TEXT: number };
  readonly DOMParser: new () => { parseFromString(text: string, type: 'text/xml'): PageElement };
  getComputedStyle(element: PageElement): {
    readonly color: string;
    readonly backgroundColor: string;
    readonly fontSize: string;
  };
}

export interface PageElement {
  readonly clientWidth: number;
  readonly scrollWidth: number;
  readonly outerHTML: string;
  readonly parentElement: PageElement | null;
  open?: boolean;
  getBoundingClientRect(): { readonly left: number; readonly right: number };
  getClientRects(): { readonly length: number };
  querySelectorAll(selector: string): Iterable<PageElement> & { readonly length: number };
}

interface TreeWalking {
  createTreeWalker(root: PageElement, show: number): { nextNode(): PageText | null };
}

interface PageText {
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
}

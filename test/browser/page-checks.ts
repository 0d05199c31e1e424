import type { Page } from 'playwright-core';
import type { InPage, PageElement } from './in-page.ts';

/** Something a person could not read or reach. */
export interface Complaint {
  readonly what: string;
  readonly where: string;
}

/** Elements that stick out of the page, which then has to be moved sideways. */
export async function overflowing(page: Page): Promise<readonly Complaint[]> {
  return await page.evaluate(() => {
    const { document } = globalThis as unknown as InPage;
    const width = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth;
    const outside = [...document.body.querySelectorAll('*')].filter((element) => {
      const { right, left } = element.getBoundingClientRect();
      return right > width + 1 || left < -1;
    });
    return [
      ...(wide > width ? [{ what: `the page is ${wide} wide in a window of ${width}`, where: 'html' }] : []),
      ...outside.map((element) => ({ what: 'sticks out', where: element.outerHTML.slice(0, 80) })),
    ];
  });
}

/** Text that is smaller, or closer in colour to what is behind it, than WCAG AA and a phone allow. */
export async function illegible(page: Page): Promise<readonly Complaint[]> {
  return await page.evaluate(() => {
    const { document, getComputedStyle, NodeFilter } = globalThis as unknown as InPage;
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const background = (element: PageElement | null): string => {
      if (element === null) return 'rgb(255, 255, 255)';
      const { backgroundColor } = getComputedStyle(element);
      return channels(backgroundColor)[3] === 0 ? background(element.parentElement) : backgroundColor;
    };
    const complaints: { what: string; where: string }[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const element = node.parentElement;
      if (element === null || node.textContent?.trim() === '' || element.getClientRects().length === 0) continue;
      const { color, fontSize } = getComputedStyle(element);
      const [light = 0, dark = 0] = [luminance(color), luminance(background(element))].sort((a, b) => b - a);
      const contrast = (light + 0.05) / (dark + 0.05);
      const where = element.outerHTML.slice(0, 80);
      if (contrast < 4.5) complaints.push({ what: `contrast ${contrast.toFixed(2)}`, where });
      if (Number.parseFloat(fontSize) < 12.5) complaints.push({ what: `size ${fontSize}`, where });
    }
    return complaints;
  });
}

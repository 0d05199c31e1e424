import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type DriftReport, printDrift } from '@fleetwright/omni-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driftedFleet } from './drifted-fleet.ts';
import type { InPage } from './in-page.ts';
import { illegible, overflowing } from './page-checks.ts';

/** Where pictures of every page go, for people to look at. @default none are taken */
const { SCREENSHOTS = '' } = process.env;

const WINDOWS = [
  { name: 'phone', width: 360, height: 740, isMobile: true },
  { name: 'tablet', width: 768, height: 1024, isMobile: true },
  { name: 'desktop', width: 1280, height: 900, isMobile: false },
] as const;
const SCHEMES = ['light', 'dark'] as const;
const CASES = WINDOWS.flatMap((window) => SCHEMES.map((scheme) => ({ ...window, scheme })));

let browser: Browser;
let report: DriftReport;
let server: Server;
let url: string;

beforeAll(async () => {
  report = await driftedFleet();
  const page = await printDrift(report, 'html');
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '', args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Everything the browser complained of. */
  readonly complaints: readonly string[];
  /** Everything it asked for. */
  readonly requests: readonly string[];
}

async function open(options: Parameters<Browser['newContext']>[0]): Promise<OpenPage> {
  const context: BrowserContext = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url, { waitUntil: 'networkidle' });
  return { page, complaints, requests, [Symbol.asyncDispose]: () => context.close() };
}

describe.each(CASES)('the drift page on a $name, $scheme', ({ name, width, height, isMobile, scheme }) => {
  const options = { viewport: { width, height }, isMobile, deviceScaleFactor: 2, colorScheme: scheme };

  it('loads nothing but itself, runs nothing, and makes the browser complain of nothing', async () => {
    await using opened = await open(options);

    expect(opened.complaints).toEqual([]);
    expect(opened.requests.filter((request) => !request.startsWith('data:'))).toEqual([url]);
    expect(await opened.page.evaluate(() => 'pwned' in globalThis)).toBe(false);
    expect(await opened.page.locator('img, script, iframe, object, embed').count()).toBe(0);
  });

  it('fits the window and can be read', async () => {
    await using opened = await open(options);
    const { page } = opened;
    await page.evaluate(() => {
      const { document } = globalThis as unknown as InPage;
      for (const details of document.querySelectorAll('details')) details.open = true;
    });

    expect(await overflowing(page)).toEqual([]);
    expect(await illegible(page)).toEqual([]);
    if (SCREENSHOTS !== '') {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SCREENSHOTS, `drift-${name}-${scheme}.png`) });
      await page.locator('.row.changed').first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: path.join(SCREENSHOTS, `drift-${name}-${scheme}-diff.png`) });
    }
  });

  it('is drawn in the colours that are asked for', async () => {
    await using opened = await open(options);

    const background = await opened.page.evaluate(() => {
      const { document, getComputedStyle } = globalThis as unknown as InPage;
      return getComputedStyle(document.body).backgroundColor;
    });

    expect(background).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)');
  });

  it('puts Git and Omni side by side where there is room, else one below the other', async () => {
    await using opened = await open(options);
    const row = opened.page.locator('.row.changed').first();

    const [git, omni] = [await row.locator('.git').boundingBox(), await row.locator('.omni').boundingBox()];

    if (git === null || omni === null) throw new TypeError('a side is not shown');
    const isNarrow = name === 'phone';
    expect(git.x < omni.x).toBe(!isNarrow);
    expect(git.y < omni.y).toBe(isNarrow);
  });
});

describe('the drift page', () => {
  it('shows every finding of every class, and jumps to each cluster', async () => {
    await using opened = await open({ viewport: { width: 1280, height: 900 } });
    const { page } = opened;
    const findings = report.clusters.flatMap((cluster) => cluster.findings);

    expect(new Set(findings.map((finding) => finding.class)).size).toBe(6);
    expect(await page.locator('article:not(.failed)').count()).toBe(findings.length);
    for (const link of await page.locator('nav a').all()) {
      expect(await page.locator((await link.getAttribute('href')) ?? '').count()).toBe(1);
    }
  });

  it('has a JUnit twin that is well-formed XML', async () => {
    await using opened = await open({});
    const junit = await printDrift(report, 'junit');

    const parsed = await opened.page.evaluate((text) => {
      const { DOMParser } = globalThis as unknown as InPage;
      const xml = new DOMParser().parseFromString(text, 'text/xml');
      return { errors: xml.querySelectorAll('parsererror').length, cases: xml.querySelectorAll('testcase').length };
    }, junit);

    expect(parsed).toEqual({ errors: 0, cases: expect.any(Number) });
    expect(parsed.cases).toBeGreaterThan(report.clusters.length);
  });
});

// A page of its own for each test; what the browser complains of fails it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, before } from "node:test";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 375, height: 812 };
export const SIZES = [["desktop", DESKTOP], ["phone", PHONE]];
export const SCHEMES = ["light", "dark"];

let browser;
let context;
export let complaints = [];

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
});
after(() => browser.close());
afterEach(async () => {
  await context?.close();
  assert.deepEqual(complaints, []);
});

/** Open a page; `expected` tells the addresses that it may ask for. */
export async function open(url, expected, { viewport = DESKTOP, ...options } = {}) {
  context = await browser.newContext({ viewport, ...options });
  const page = await context.newPage();
  complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => complaints.push(dialog.message()));
  page.on("request", (request) => {
    if (!expected(request.url())) complaints.push(request.url());
  });
  await page.goto(url);
  return page;
}

/** What axe finds wrong. */
export async function findings(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document));
  return violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html)]);
}

export const width = (page) => page.evaluate(() => document.documentElement.scrollWidth);

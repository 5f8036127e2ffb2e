// The catalogue's pages in a real browser, from the API as it runs: `make test-browser`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { complaints, findings, open as visit, SCHEMES, SIZES, width } from "./browser.js";

const { CATALOGUE } = process.env;
const NARROW = { width: 320, height: 640 };

/** A page; it may ask for other pages of the catalogue. */
const open = (path, options) =>
  visit(CATALOGUE + path, (url) => url.startsWith(`${CATALOGUE}/catalogue`) || url.startsWith("data:"), options);

/** The browser itself complains of each page that tells a problem. */
const refused = (status) => assert.match(complaints.pop(), new RegExp(`status of ${status}`));

const status = (page) => page.getByRole("status").textContent();
const links = (page) => page.getByRole("table", { name: "Videos" }).getByRole("link").allTextContents();
/** What is asked for right after a click may be the page's before, or half of the next. */
const follow = (page, control) => Promise.all([page.waitForEvent("load"), control.click()]);
const search = (page) => follow(page, page.getByRole("button", { name: "Search" }));
const named = (number) => `2026/11/show-${String(number).padStart(3, "0")}.mp4`;

/** The address of a video's record. */
async function addressOf(prefix) {
  const answer = await fetch(`${CATALOGUE}/videos?key_prefix=${encodeURIComponent(prefix)}`);
  return `/catalogue/${(await answer.json()).items[0].id}`;
}

const PAGES = {
  list: () => "/catalogue",
  "list with all filters": () => "/catalogue?codec=hevc&height_min=1",
  "nothing found": () => "/catalogue?codec=none",
  popular: () => "/catalogue/popular",
  record: () => addressOf(named(0)),
  refused: () => addressOf("2026/11/notes.txt"),
  hostile: () => addressOf("</style>"),
  long: () => addressOf("long/"),
  rich: () => addressOf("rich/"),
};
const PROBLEMS = {
  "wrong filter": ["/catalogue?height_min=tall", 400],
  "no such video": ["/catalogue/00000000-0000-5000-8000-000000000000", 404],
};

for (const [size, viewport, schemes] of [...SIZES.map((each) => [...each, SCHEMES]), ["narrow", NARROW, ["light"]]]) {
  for (const colorScheme of schemes) {
    for (const [name, path] of Object.entries(PAGES)) {
      test(`axe finds nothing, and nothing is too wide: ${name}, ${size}, ${colorScheme}`, async () => {
        const page = await open(await path(), { viewport, colorScheme });
        await page.evaluate(() => {
          for (const each of document.querySelectorAll("details")) each.open = true;
        });
        assert.deepEqual(await findings(page), []);
        assert.ok(await width(page) <= viewport.width);
      });
    }
    for (const [name, [path, code]] of Object.entries(PROBLEMS)) {
      test(`axe finds nothing, and nothing is too wide: ${name}, ${size}, ${colorScheme}`, async () => {
        const page = await open(path, { viewport, colorScheme });
        refused(code);
        assert.deepEqual(await findings(page), []);
        assert.ok(await width(page) <= viewport.width);
      });
    }
  }
}

test("light and dark differ", async () => {
  const papers = [];
  for (const colorScheme of SCHEMES) {
    const page = await open("/catalogue", { colorScheme });
    papers.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    await page.context().close();
  }
  assert.deepEqual(papers, ["rgb(251, 250, 247)", "rgb(22, 24, 27)"]);
});

test("a person searches, narrows down, opens a record, and comes back", async () => {
  const page = await open("/catalogue");
  await page.getByLabel("Key begins with").fill("2026/11/show-01");
  await search(page);
  assert.equal(await status(page), "10 videos, the newest first");
  await page.getByLabel("Dynamic range").selectOption("HLG");
  await search(page);
  assert.deepEqual(await links(page), [18, 15, 12].map(named));
  assert.equal(await page.getByLabel("Key begins with").inputValue(), "2026/11/show-01");
  await follow(page, page.getByRole("link", { name: named(15) }));
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), named(15));
  assert.ok(await page.getByText("BT.2020 (9)").first().isVisible());
  await page.goBack();
  assert.deepEqual(await links(page), [18, 15, 12].map(named));
  await follow(page, page.getByRole("link", { name: "Clear" }));
  assert.equal(await status(page), "50 videos, the newest first");
});

test("further filters are found where they are used", async () => {
  const page = await open("/catalogue");
  assert.ok(await page.getByLabel("Height to, px").isHidden());
  await page.getByText("More filters").click();
  await page.getByLabel("Height to, px").fill("1080");
  await page.getByLabel("Recorded from, UTC").fill("2026-01-01");
  await page.getByLabel("Duration from, s").fill("7000");
  await search(page);
  assert.deepEqual(await links(page), [119, 118].map(named));
  assert.ok(await page.getByLabel("Height to, px").isVisible());
  assert.equal(await page.getByLabel("Recorded from, UTC").inputValue(), "2026-01-01");
});

test("pages turn to the oldest, and back to the newest", async () => {
  const page = await open("/catalogue?codec=mpeg2video");
  const found = await links(page);
  const older = page.getByRole("link", { name: "Older" });
  while (await older.count()) {
    await follow(page, older);
    found.push(...await links(page));
  }
  const expected = Array.from({ length: 120 }, (_, number) => 119 - number).filter((number) => number % 3);
  assert.deepEqual(found, expected.map(named));
  await follow(page, page.getByRole("link", { name: "Newest" }));
  assert.deepEqual(await links(page), found.slice(0, 50));
});

test("what was mistyped is said at its field", async () => {
  const page = await open("/catalogue");
  await page.getByText("More filters").click();
  await page.getByLabel("Height from, px").fill("tall");
  await page.getByLabel("Codec").fill("hevc");
  await search(page);
  await page.getByRole("alert").waitFor();
  refused(400);
  const field = page.getByRole("textbox", { name: "Height from, px" });
  assert.equal(await field.inputValue(), "tall");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByLabel("Codec").inputValue(), "hevc");
  assert.match(await page.getByRole("alert").textContent(), /not understood/);
});

test("the page that is open is marked", async () => {
  const page = await open("/catalogue");
  await follow(page, page.getByRole("link", { name: "Most asked for" }));
  assert.equal(await page.locator("[aria-current=page]").textContent(), "Most asked for");
  assert.equal(new URL(page.url()).pathname, "/catalogue/popular");
  await follow(page, page.getByRole("link", { name: "All videos" }));
  assert.equal(new URL(page.url()).pathname, "/catalogue");
});

test("the keyboard alone skips, searches, and opens", async () => {
  const page = await open("/catalogue");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("Tab");
  await page.keyboard.type(named(7));
  await Promise.all([page.waitForURL(/key_prefix/), page.keyboard.press("Enter")]);
  assert.deepEqual(await links(page), [named(7)]);
  await page.getByRole("link", { name: "Clear" }).focus();
  await page.keyboard.press("Tab");
  await Promise.all([page.waitForURL(/catalogue\/[0-9a-f-]{36}$/), page.keyboard.press("Enter")]);
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), named(7));
});

test("what has the focus is seen", async () => {
  const page = await open("/catalogue?height_min=1");
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, "solid", await page.evaluate(() => document.activeElement.outerHTML));
  }
});

test("hostile text is text", async () => {
  const page = await open(await addressOf("</style>"));
  await page.evaluate(() => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });
  const text = await page.evaluate(() => document.body.innerText);
  assert.ok(text.includes("<script>alert(1)</script><img src=x onerror=alert(1)>"));
  assert.ok(text.includes("{{ 7 * 7 }}"));
  assert.equal(await page.locator("script, img").count(), 0);
});

test("nothing runs, whoever adds it", async () => {
  const page = await open("/catalogue");
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.text = "window.ran = true";
    document.body.append(script);
    return String(window.ran);
  });
  assert.equal(ran, "undefined");
  assert.match(complaints.pop(), /Content Security Policy/);
});

test("a record that holds too much leads to all of it", async () => {
  const page = await open(await addressOf("rich/"));
  assert.ok(await page.getByText("There are 31 more streams").isVisible());
  // Not opened: a browser would ask for an icon of what is no page.
  const link = page.getByRole("link", { name: "The record as JSON", exact: true });
  const record = await (await fetch(await link.evaluate((each) => each.href))).json();
  assert.equal(record.metadata.audio.length, 130);
});

test("paper shows the record, not the controls", async () => {
  const page = await open(await addressOf(named(0)));
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByRole("heading", { name: "Streams" }).isVisible());
  assert.ok(await page.getByRole("navigation", { name: "Pages" }).isHidden());
});

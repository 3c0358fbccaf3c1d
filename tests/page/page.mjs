// The report in a real Chromium: no console error, no request, figures and reader work by mouse and keyboard, axe-core
// finds nothing, and a hostile article runs nothing. Screenshots at three widths go to target/page/ to be looked at.
//
//   node tests/page/page.mjs            needs target/release/copydesk, chromium, and playwright-core and axe-core in target/page
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const tools = join(root, "target/page");
const require = createRequire(join(tools, "package.json"));
const chromium = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
if (!chromium) {
  console.log("skipped: no Chromium (CHROMIUM names another one)");
  process.exit(0);
}
const { chromium: browserType } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const copydesk = join(root, "target/release/copydesk");
mkdirSync(tools, { recursive: true });

const HOSTILE = '<script>window.pwned = 1</script><img src=x onerror="window.pwned = 1">';
const hostile = [
  {
    id: "hostile",
    title: `${HOSTILE}</title></script><!--`,
    outlet: '"><svg onload="window.pwned = 1">',
    published: "2024-03-14",
    text: `</script>${HOSTILE}\n\nMarta Keel of the Keep the Coast Coalition met Owen Tranter in Whitby on Tuesday. “We will not be moved </script><script>window.pwned = 1</script>,” Keel said.\n\n“{{constructor.constructor('window.pwned=1')()}}\u2028\u0000,” said Tranter.`,
  },
  { id: "b", title: "javascript:window.pwned=1", outlet: "B", published: "2024-03-15", text: "Marta Keel met Owen Tranter in Hull. “We won,” Keel said." },
];

const build = (name, input) => {
  const folder = join(mkdtempSync(join(tmpdir(), "copydesk-page-")), name);
  execFileSync(copydesk, ["build", input, "--out", folder, "--quiet"]);
  execFileSync(copydesk, ["report", folder]);
  return pathToFileURL(join(folder, "report.html")).href;
};
const hostileFile = join(mkdtempSync(join(tmpdir(), "copydesk-page-")), "hostile.jsonl");
writeFileSync(hostileFile, hostile.map((article) => `${JSON.stringify(article)}\n`).join(""));
const pages = { sample: build("sample", join(root, "input")), hostile: build("hostile", hostileFile) };

const browser = await browserType.launch({ executablePath: chromium, args: ["--no-sandbox"] });
let checks = 0;
const check = (condition, message) => {
  assert.ok(condition, message);
  checks += 1;
};

/** Opens a page and watches everything that it should not do. */
const open = async (url, options) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const trouble = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error}`));
  page.on("request", (request) => !request.url().startsWith("data:") && request.url() !== url && trouble.push(`request: ${request.url()}`));
  page.on("dialog", (dialog) => trouble.push(`dialog: ${dialog.message()}`));
  await page.goto(url);
  return { page, trouble, close: () => context.close() };
};

const widths = { phone: [375, 740], tablet: [768, 1024], desktop: [1280, 900] };
for (const [name, url] of Object.entries(pages)) {
  for (const [device, [width, height]] of Object.entries(widths)) {
    for (const colorScheme of ["light", "dark"]) {
      const { page, trouble, close } = await open(url, { viewport: { width, height }, colorScheme });
      for (const details of await page.$$("details")) await details.evaluate((node) => (node.open = true));
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const violations = result.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)} — ${v.nodes[0].failureSummary.slice(0, 300)}`);
      assert.deepEqual(violations, [], `${name} ${device} ${colorScheme}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      check(wide <= 0, `${name} ${device}: ${wide} pixels too wide`);
      check((await page.evaluate(() => window.pwned)) === undefined, `${name}: an article ran something`);
      assert.deepEqual(trouble, [], `${name} ${device} ${colorScheme}`);
      for (const details of await page.$$("details")) await details.evaluate((node) => (node.open = false));
      await page.screenshot({ path: join(tools, `${name}-${device}-${colorScheme}.png`), fullPage: true });
      checks += 2;
      await close();
    }
  }
}

// Figures and reader by mouse and keyboard.
{
  const { page, trouble, close } = await open(pages.sample, { viewport: { width: 1280, height: 900 } });
  const shown = () => page.$$eval("#people-table tbody tr", (rows) => rows.filter((row) => !row.hidden).length);
  const all = await shown();
  check(all > 20, `people: ${all} rows`);
  await page.fill("#people-filter", "keel");
  check((await shown()) >= 1 && (await shown()) < all, "the filter leaves some rows");
  check((await page.textContent("#people .filter output")).includes("of"), "the filter says how many");
  await page.fill("#people-filter", "");
  check((await shown()) === all, "an empty filter shows all");

  const column = "#people-table thead th:nth-child(1)";
  await page.click(`${column} button`);
  const names = await page.$$eval("#people-table tbody tr td:first-child", (cells) => cells.map((cell) => cell.textContent));
  assert.deepEqual(names, [...names].sort((a, b) => a.localeCompare(b)));
  check((await page.getAttribute(column, "aria-sort")) === "ascending", "a sorted column says so");

  const box = () => page.getAttribute("#world", "viewBox");
  const before = await box();
  await page.click('[data-zoom="in"]');
  check((await box()) !== before, "the button zooms");
  await page.click('[data-zoom="all"]');
  check((await box()) === before, "the world comes back");
  await page.focus("#world");
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowRight");
  check((await box()) !== before, "the keyboard zooms and moves");
  await page.click('[data-zoom="all"]');
  await page.locator("#dots circle").last().hover({ force: true });
  check((await page.textContent("#place")).includes(":"), "a dot says its place");

  check((await page.$$("#article option")).length > 10, "the reader has articles");
  const heading = await page.textContent("#text h3");
  await page.selectOption("#article", { index: 1 });
  check((await page.textContent("#text h3")) !== heading, "another article is shown");
  const quote = page.locator("#text span.quote").first();
  await quote.click();
  check((await page.textContent("#told")).includes("rule"), "a span says its rule");
  check((await page.textContent("#told")).includes("confidence"), "a span says its confidence");
  const withSpeaker = await page.evaluate(() => {
    const data = JSON.parse(document.getElementById("articles").textContent);
    return data.findIndex((article) => article.spans.some((span) => span.k === "quote" && span.w && span.e < 2000));
  });
  check(withSpeaker >= 0, "some quote has a speaker");
  await page.selectOption("#article", String(withSpeaker));
  let found = false;
  for (const piece of await page.$$("#text span.quote[tabindex]")) {
    await piece.focus();
    await page.keyboard.press("Enter");
    found ||= (await page.$$("#text span.on")).length > 0 && (await page.textContent("#told")).startsWith("said by");
  }
  check(found, "a quote shows its speaker");
  await page.uncheck('.kinds input[value="person"]');
  check(await page.$eval("#text", (pane) => pane.classList.contains("no-person")), "a kind can be hidden");
  await page.fill("#article-filter", "whitby");
  check((await page.$$("#article option")).length >= 1, "the reader's filter finds");
  await page.fill("#article-filter", "zzzzzz");
  check((await page.$$("#article option")).length === 0, "the reader's filter finds nothing");
  assert.deepEqual(trouble, []);
  await close();
}

// A hostile article is text.
{
  const { page, trouble, close } = await open(pages.hostile, { viewport: { width: 1280, height: 900 } });
  const titles = await page.$$eval("#article option", (options) => options.map((option) => option.textContent).join(" "));
  check(titles.includes("<script>"), "its headline is shown as it is written");
  for (const option of await page.$$eval("#article option", (options) => options.map((option) => option.value))) {
    await page.selectOption("#article", option);
    for (const piece of await page.$$("#text span[tabindex]")) await piece.click();
  }
  check((await page.$$("#text script, #text img, #text svg, main img")).length === 0, "none of it became an element");
  // The policy itself, not only the escaping.
  const blocked = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.pwned = 1";
    const violation = new Promise((resolve) => document.addEventListener("securitypolicyviolation", () => resolve(true)));
    document.body.append(script);
    return Promise.race([violation, new Promise((resolve) => setTimeout(() => resolve(false), 1000))]);
  });
  check(blocked, "the policy stops a script that is not the page's");
  check((await page.evaluate(() => window.pwned)) === undefined, "nothing ran");
  assert.deepEqual(trouble.filter((line) => !line.includes("Content Security Policy")), []);
  await close();
}
await browser.close();
console.log(`page: ${checks} checks passed; screenshots in target/page/`);

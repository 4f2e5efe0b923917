// Opens the page that wasm-bindgen-test-runner serves (NO_HEADLESS=1) in a headless Chromium and repeats what it writes.
// Driving the browser here needs no chromedriver, whose version would have to fit the browser's.
//
//   node web-tests.mjs ADDRESS CHROMIUM SECONDS

import { chromium } from "playwright-core";
import { chromiumFlags } from "./chromium.mjs";

const [address, executablePath, seconds] = process.argv.slice(2);
const deadline = Date.now() + Number(seconds) * 1000;
const left = () => Math.max(1, deadline - Date.now());

const browser = await chromium.launch({ executablePath, args: chromiumFlags, headless: true });
const console_ = [];
let result = "";
try {
  const page = await (await browser.newContext()).newPage();
  page.on("console", (message) => console_.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => console_.push(`uncaught: ${error.stack ?? error}`));
  page.on("crash", () => console_.push("the tab crashed"));
  // Now and then the runner's server leaves a request unanswered when several come at once, and the tests never begin: then again.
  for (let tries = 1; ; tries++) {
    // Not the load event: the tests begin before it, and some of them navigate.
    await page.goto(address, { timeout: left(), waitUntil: "commit" });
    const begun = () => document.getElementById("output")?.textContent.includes("running ");
    const begins = page.waitForFunction(begun, null, { timeout: Math.min(20_000, left()) });
    if (await begins.then(() => true, () => tries === 5)) break;
  }

  let shown = 0;
  while (!result && Date.now() < deadline) {
    // Answers as soon as there is more to show.
    const text = await page
      .waitForFunction(
        (shown) => {
          const text = document.getElementById("output")?.textContent ?? "";
          return text.length > shown && text.endsWith("\n") ? text : false;
        },
        shown,
        { timeout: left() },
      )
      .then((handle) => handle.jsonValue());
    process.stdout.write(text.slice(shown));
    shown = text.length;
    result = text.match(/^test result: .*$/m)?.[0] ?? "";
  }
} catch (error) {
  console_.push(String(error.message ?? error).split("\n")[0]);
} finally {
  await browser.close();
}

if (!/^test result: ok/.test(result)) {
  if (!result) console.log(`the tests did not finish within ${seconds} s`);
  if (console_.length) console.log(`the browser's console:\n${console_.slice(-200).map((line) => `  ${line}`).join("\n")}`);
  process.exit(1);
}

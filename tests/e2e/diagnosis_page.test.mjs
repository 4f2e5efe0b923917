//! Why the page is not live, or what else is worth knowing, where it is the device or the browser; and the report that is copied.

import assert from "node:assert/strict";
import { findings } from "./support/axe.mjs";
import { Expected } from "./support/browser.mjs";
import { details, look, says } from "./support/diagnosis.mjs";
import { scenario } from "./support/scenario.mjs";
import { until } from "./support/until.mjs";

/** Ana's page in a room, in a browser that a script has prepared. */
async function arrives(stage, { prepare, argument, live = true, ...options } = {}) {
  const visitor = await stage.visitor("ana", { token: await stage.world.token("ana"), ...options });
  visitor.expect(Expected.socket, Expected.refused, Expected.offline, Expected.cut);
  if (prepare) await visitor.context.addInitScript(prepare, argument);
  const ana = await stage.page(visitor);
  await ana.visit(stage.world.room("Groceries"));
  if (live) await ana.live();
  else await ana.signedIn();
  return ana;
}

scenario("where all is well the panel says so, and nothing else", async (stage) => {
  const ana = await arrives(stage);
  const why = await look(ana);
  await why.getByRole("heading", { name: "Everything arrives" }).waitFor();
  await why.getByText("Nothing else is worth knowing.").waitFor();
  await says(ana, []);
});

scenario("the device is offline", async (stage) => {
  const ana = await arrives(stage);
  await ana.visitor.context.setOffline(true);
  await says(ana, ["This device has no network."]);
  await ana.visitor.context.setOffline(false);
  await says(ana, []);
});

scenario("a browser without WebSocket", async (stage) => {
  const ana = await arrives(stage, { live: false, prepare: () => (globalThis.WebSocket = undefined) });
  await says(ana, ["This browser does not let the page open a live connection."]);
});

for (const [what, off, how] of [
  ["a day ahead", 86_400_000, /^(1 d 0 h|23 h 59 min) ahead of the site's clock\.$/],
  ["an hour behind", -3_600_000, /^(1 h 0 min|59 min \d+ s) behind the site's clock\.$/],
]) {
  scenario(`a clock that is ${what}`, async (stage) => {
    const prepare = (off) => {
      const Right = Date;
      globalThis.Date = class extends Right {
        constructor(...given) {
          if (given.length > 0) super(...given);
          else super(Right.now() + off);
        }
        static now() {
          return Right.now() + off;
        }
      };
    };
    const ana = await arrives(stage, { prepare, argument: off });
    await ana.send("What time is it?");
    await ana.shows("What time is it?", "saved");
    await says(ana, ["This device's clock is wrong."]);
    await ana.healthPanel.getByText(how).waitFor();
  });
}

scenario("a device that keeps nothing", async (stage) => {
  const prepare = () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("denied", "QuotaExceededError");
    };
  };
  const ana = await arrives(stage, { prepare });
  await ana.composer.fill("A draft");
  await says(ana, ["This device keeps nothing for this page."]);
});

for (const colorScheme of ["light", "dark"]) {
  scenario(`the panel is for everyone, ${colorScheme}: axe-core finds nothing, and the keyboard does everything`, async (stage) => {
    const context = { colorScheme, reducedMotion: "reduce", permissions: ["clipboard-write"] };
    const ana = await arrives(stage, { context });
    await stage.world.switches({ contentFilter: "on" });
    await ana.send("so -- what");
    await ana.shows("so -- what", "failed");
    await stage.world.sockudo("kill");
    await says(ana, ["The messaging server does not answer.", "The site's content filter refused a text of yours."]);
    await details(ana);
    assert.deepEqual(await findings(ana.page), []);
    await ana.healthPanel.focus();
    const focused = () => ana.page.evaluate(() => document.activeElement.textContent.trim());
    const wanted = ["Try now", "Details for the site's developers", "Details for the site's developers", "Copy report"];
    for (const name of wanted) {
      await ana.page.keyboard.press("Tab");
      assert.equal(await focused(), name);
    }
    await ana.page.keyboard.press("Enter");
    await ana.healthPanel.getByRole("status").getByText("Copied").waitFor();
    await ana.page.keyboard.press("Escape");
    assert.ok(!(await ana.healthPanel.isVisible()));
  });
}

/** What a report must never hold. */
async function secrets(stage, ana) {
  const { world } = stage;
  const token = await ana.page.evaluate(() => localStorage.getItem("token"));
  assert.ok(token.length > 50);
  const names = world.users.flatMap(({ email, password, username }) => [email, password, username]).filter(Boolean);
  return [
    token,
    ...token.split("."),
    world.pusher.key,
    ...names,
    ...(await ana.texts()),
    ...world.rooms.map(({ title }) => title),
  ];
}

/** The report tells what it has to, and nothing that it must not. */
async function proves(stage, ana, report) {
  for (const wanted of [
    /^GLX Realtime \d+\.\d+\.\d+$/m,
    /^Time: \d{4}-\d\d-\d\dT/m,
    /^Browser: .*Chrome/m,
    /^Status: Reconnecting…$/m,
    /^- ServerAway since \d{4}-.*: The messaging server does not answer\.$/m,
    /^ {2}- \d+ attempts in a row failed$/m,
    /^- TextRefused since/m,
    /^Receiving: failing, last worked /m,
    /^Sending: works, last worked /m,
    /^History: works, last worked /m,
    /^Events passed over: 0$/m,
    /^Last codes: /m,
    new RegExp(`^pusherKey: ${stage.world.pusher.key.slice(0, 4)}…$`, "m"),
    new RegExp(`help request ${stage.world.room("Groceries").id}$`, "m"),
    /^apiBase: /m,
  ]) {
    assert.match(report, wanted);
  }
  for (const secret of await secrets(stage, ana)) assert.ok(!report.includes(secret), `the report holds “${secret}”:\n${report}`);
}

async function inTrouble(stage, options) {
  const ana = await arrives(stage, options);
  await stage.world.switches({ contentFilter: "on" });
  await ana.send("A quiet word");
  await ana.shows("A quiet word", "saved");
  await ana.send("A word -- too much");
  await ana.shows("A word -- too much", "failed");
  await stage.world.sockudo("kill");
  await says(ana, ["The messaging server does not answer.", "The site's content filter refused a text of yours."]);
  await ana.healthSays(/Reconnecting/);
  return ana;
}

scenario("the report is copied: what was seen, without token, texts, names and titles", async (stage) => {
  const ana = await inTrouble(stage, { context: { permissions: ["clipboard-read", "clipboard-write"] } });
  await ana.healthPanel.getByRole("button", { name: "Copy report" }).click();
  await ana.healthPanel.getByRole("status").getByText("Copied").waitFor();
  await proves(stage, ana, await ana.page.evaluate(() => navigator.clipboard.readText()));
});

scenario("where a page may not copy, the report is shown selected", async (stage) => {
  const refuse = () => {
    const clipboard = { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) };
    Object.defineProperty(navigator, "clipboard", { value: clipboard });
  };
  const ana = await inTrouble(stage, { prepare: refuse });
  await ana.healthPanel.getByRole("button", { name: "Copy report" }).click();
  const area = ana.healthPanel.getByRole("textbox", { name: "Report" });
  await area.waitFor();
  await ana.healthPanel.getByRole("status").getByText(/copy it by hand/).waitFor();
  const isSelected = () =>
    area.evaluate((area) => area === document.activeElement && area.selectionStart === 0 && area.selectionEnd === area.value.length);
  await until("all of it is selected", isSelected);
  const report = await area.inputValue();
  await proves(stage, ana, report);
  assert.deepEqual(await findings(ana.page), []);
});

//! The site's colours in the elements: whatever it gives its tokens as, and whatever it calls its themes.

import assert from "node:assert/strict";
import { findings } from "../support/axe.mjs";
import { host, hosts, put, running } from "../support/embed.mjs";
import { Embedded } from "../support/host.mjs";
import { becomes } from "../support/until.mjs";

const scenario = hosts();

const OWN = "rgb(107, 38, 217)";

scenario("a primary colour is taken as channels and as a whole colour, and what is none is none", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  await put(page, `<glx-chat request-id="${room.id}" style="height: 24rem"></glx-chat>`);
  const chat = new Embedded(page);
  await chat.composer.fill("Hello");
  const send = chat.element.getByRole("button", { name: "Send" });
  const colours = () => send.evaluate((button) => [getComputedStyle(button).backgroundColor, getComputedStyle(button).color]);
  const [white, black] = ["lch(100 0 0)", "lch(0 0 0)"];
  for (const [primary, foreground, fill, ink] of [
    ["", "", OWN, white],
    ["347 77% 50%", "0 0% 0%", "rgb(226, 29, 72)", "rgb(0, 0, 0)"],
    ["#e11d48", "", "rgb(225, 29, 72)", white],
    ["oklch(0.7 0.2 150)", "#000", "oklch(0.7 0.2 150)", "rgb(0, 0, 0)"],
    ["oklch(0.7 0.2 150)", "#fff", "oklch(0.7 0.2 150)", "rgb(255, 255, 255)"],
    ["#fbbf24", "", "rgb(251, 191, 36)", black],
    ["45 96% 56%", "", "rgb(251, 197, 35)", black],
    ["347 77% 50%", "blurple", "rgb(226, 29, 72)", white],
    ["blurple", "#000", OWN, white],
    ["blurple", "", OWN, white],
    // Nothing can be read on what is behind them.
    ["transparent", "", OWN, white],
    ["rgb(0 0 0 / 0.1)", "", OWN, white],
    ["263 70% 50% / 0.3", "", OWN, white],
    ["currentColor", "", OWN, white],
  ]) {
    await page.evaluate(([primary, foreground]) => {
      document.documentElement.style.setProperty("--primary", primary);
      document.documentElement.style.setProperty("--primary-foreground", foreground);
    }, [primary, foreground]);
    await becomes(`--primary: ${primary}; --primary-foreground: ${foreground}`, colours, [fill, ink]);
  }
});

scenario("what is written in a light primary colour can be read on paper, and a dark one stays as it is", async (stage) => {
  const room = running.world.room("Groceries");
  await running.world.says("ben", room, "Where: https://example.org/map");
  const page = await host(stage, "ana");
  await put(page, `<glx-chat request-id="${room.id}" style="height: 24rem"></glx-chat>`);
  const link = new Embedded(page).element.getByRole("link", { name: "example.org/map" });
  const lightness = () => link.evaluate((link) => Math.round(parseFloat(getComputedStyle(link).color.slice("lch(".length))));
  await becomes("our own", lightness, 32);
  await page.evaluate(() => document.documentElement.style.setProperty("--primary", "#fbbf24"));
  await becomes("a yellow", lightness, 42);
});

scenario("in the dark what is ours can be read, whatever the site's primary colour is", async (stage) => {
  const room = running.world.room("Groceries");
  await running.world.says("ben", room, "Where: https://example.org/map");
  await running.world.sends("ana", room, "By the door");
  const page = await host(stage, "ana");
  await page.addStyleTag({ content: "html { color-scheme: dark; background: black }" });
  await put(page, `<glx-chat request-id="${room.id}" theme="dark" style="height: 24rem"></glx-chat>`);
  await new Embedded(page).shows("By the door");
  for (const primary of ["#fff", "#000", "#fbbf24"]) {
    await page.evaluate((primary) => document.documentElement.style.setProperty("--primary", primary), primary);
    await becomes(primary, () => findings(page), []);
  }
});

scenario("a site that changes its colours by an attribute of its own is followed, in all of them", async (stage) => {
  const page = await host(stage, "ana");
  await page.addStyleTag({
    content: `:root { --background: 0 0% 100%; --foreground: 222 47% 11%; }
      [data-bs-theme="dark"] { --background: 222 47% 11%; --foreground: 210 40% 98%; }`,
  });
  await put(page, "<glx-notifications></glx-notifications>");
  const root = page.locator("glx-notifications .glx-root");
  const theme = () => root.evaluate(({ dataset }) => [dataset.theme, "site" in dataset]);
  await becomes("as light as the site", theme, ["light", true]);
  await page.evaluate(() => (document.documentElement.dataset.bsTheme = "dark"));
  await becomes("as dark as the site", theme, ["dark", true]);
  assert.equal(await root.evaluate((root) => getComputedStyle(root).getPropertyValue("color-scheme")), "dark");
});

//! Elements that a page hides: they are hidden however it does that, and what is not seen in them is not read.

import assert from "node:assert/strict";
import { host, hosts, put, readMark, running } from "../support/embed.mjs";
import { Embedded } from "../support/host.mjs";
import { becomes } from "../support/until.mjs";

const scenario = hosts();

scenario("what nobody can have seen is not read: a chat in a part of the page that is not shown", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await put(page, `<div id="tab"><glx-chat request-id="${room.id}" style="height: 24rem"></glx-chat></div>`);
  const chat = new Embedded(page);
  await chat.shows("I could go tomorrow after work, around six?");
  const mark = () => readMark(page, world.user("ana"), room);
  let seen = (await world.saved(room)).at(-1).id;
  await becomes("what is there is read", mark, seen);
  await page.evaluate(() => {
    globalThis.unread = [];
    addEventListener("glx-unread", ({ detail }) => unread.push(detail.unread));
  });
  const unread = () => page.evaluate(() => unread);
  const wrapped = (style) => page.evaluate((style) => (document.querySelector("#tab").style.cssText = style), style);
  let told = [];
  for (const style of ["display: none", "visibility: hidden", "opacity: 0", "transform: scale(0)"]) {
    await wrapped(style);
    await world.says("ben", room, `Unseen: ${style}`);
    await becomes(`it is unread: ${style}`, unread, (told = [...told, 1]));
    assert.equal(await mark(), seen);
    await wrapped("");
    await becomes("it is read once it is shown", unread, (told = [...told, 0]));
    seen = (await world.saved(room)).at(-1).id;
    await becomes("and marked", mark, seen);
  }
});

scenario("a site hides an element as it hides anything else, and a chat fills its place however it is displayed", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  await page.addStyleTag({ content: ".off { display: none }" });
  await put(page, `<glx-connection-health></glx-connection-health><glx-notifications></glx-notifications><glx-chat request-id="${room.id}"></glx-chat>`);
  await new Embedded(page).composer.waitFor();
  for (const name of ["glx-chat", "glx-connection-health", "glx-notifications"]) {
    const element = page.locator(name);
    const isShown = () => element.evaluate((element) => element.getClientRects().length > 0 && element.offsetHeight > 20);
    assert.equal(await isShown(), true, name);
    for (const [attribute, value] of [["class", "off"], ["style", "display: none"], ["hidden", ""]]) {
      await element.evaluate((element, given) => element.setAttribute(...given), [attribute, value]);
      assert.equal(await isShown(), false, `${name} ${attribute}="${value}"`);
      await element.evaluate((element, attribute) => element.removeAttribute(attribute), attribute);
      assert.equal(await isShown(), true, `${name} again`);
    }
  }
  for (const display of ["block", "flex", "grid", "inline-block"]) {
    await page.locator("glx-chat").evaluate((element, display) => (element.style.display = display), display);
    const [outer, inner] = await page.locator("glx-chat").evaluate((element) => [element.offsetHeight, element.shadowRoot.querySelector(".glx-root").offsetHeight]);
    assert.equal(inner, outer, `it fills a ${display}`);
  }
});

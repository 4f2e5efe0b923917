//! *Why am I not live?* as a person reads it: opens the panel and waits for what it says. Asserts that nothing else is claimed.

import { becomes } from "./until.mjs";

/** Opens the connection's panel, if it is not open. */
export async function look(chat) {
  if (!(await chat.healthPanel.isVisible())) await chat.healthButton.click();
  const why = chat.healthPanel.locator(".diagnosis");
  await why.waitFor();
  return why;
}

/** The causes that the panel tells, top to bottom. */
export function told(chat) {
  return chat.healthPanel.locator(".findings > li .what").allTextContents();
}

/** Waits until the panel tells exactly these causes, in this order. */
export async function says(chat, sentences, { within = 45_000 } = {}) {
  await look(chat);
  await becomes("the panel tells exactly these causes", () => told(chat), sentences, { within });
}

/** Opens the details of the first cause; gives what they hold, as lines. */
export async function details(chat) {
  const details = chat.healthPanel.locator(".findings details").first();
  if (!(await details.evaluate((element) => element.open))) await details.locator("summary").click();
  return (await details.innerText()).split("\n").map((line) => line.trim());
}

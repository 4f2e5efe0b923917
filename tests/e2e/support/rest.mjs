//! The rest of the program, which comes behind its first part: its address, and how a page came by it.

export const REST = /rest[^/]*\.wasm$/;

/** How the page has asked for the rest so far: `fetch` by itself, `xmlhttprequest` because something had to wait for it. */
export async function restAsked(page) {
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name, initiatorType }) => ({ name, initiatorType })));
  return loaded.filter(({ name }) => REST.test(name)).map(({ initiatorType }) => initiatorType);
}

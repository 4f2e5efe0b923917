//! Host pages: folders of tests/e2e/hosts with the embed beside them, as a site would serve both. Knows what stands in an element.

import { cp, mkdtemp, readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { becomes, until } from "./until.mjs";
import { given } from "./world.mjs";

const HOSTS = fileURLToPath(new URL("../hosts/", import.meta.url));

/** The versioned folder of the embed. */
export async function embedFolder() {
  const folder = given("GLX_EMBED");
  const version = (await readdir(folder)).find((name) => /^v\d/.test(name));
  return path.join(folder, version);
}

/** A folder with a host page and the embed under `embed/`, to be served. */
export async function hostFolder(name) {
  const folder = await mkdtemp(path.join(os.tmpdir(), `glx-host-${name}-`));
  await cp(path.join(HOSTS, name), folder, { recursive: true });
  await cp(await embedFolder(), path.join(folder, "embed"), { recursive: true });
  return folder;
}

/** A `<glx-chat>` in a page, as a person finds it. Playwright sees through open shadow roots. */
export class Embedded {
  constructor(page, selector = "glx-chat") {
    this.page = page;
    this.element = page.locator(selector);
    this.composer = this.element.getByRole("textbox", { name: "Write a message" });
    this.rows = this.element.locator("li.row");
  }

  async send(text) {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  texts() {
    return this.rows.locator(".text").allInnerTexts();
  }

  async shows(text, options) {
    await until(`“${text}” is shown`, async () => (await this.texts()).includes(text), options);
  }

  async showsAll(texts, options) {
    await becomes("exactly these messages are shown", () => this.texts(), texts, options);
  }
}

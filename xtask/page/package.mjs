// Makes dist/embed of what wasm-bindgen has left in the folder given: the npm package, and in it the versioned folder that a site copies.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { embedStyles } from "./embed-styles.mjs";
import { esbuild, fail, filled, integrity, minified, parted, root, shared, withRest } from "./parts.mjs";

const [from] = process.argv.slice(2);
if (!from) fail("tell the folder that wasm-bindgen wrote to");

const { version, license } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const sources = path.join(root, "src/embed/package");
const out = path.join(root, "dist/embed");
const folder = `v${version}`;
rmSync(out, { recursive: true, force: true });
mkdirSync(path.join(out, folder), { recursive: true });

const parts = parted(path.join(from, "glx-embed_bg.wasm"));
const wasm = written("core.wasm", parts.first);
if (parts.rest) written("rest.wasm", parts.rest);
const pusher = written("pusher.js", readFileSync(path.join(root, "node_modules/.glx/pusher.js")));
const program = written("program.js", await bundled("program.js", { PUSHER_INTEGRITY: integrity(pusher) }));
const core = written("core.js", await bundled("core.js", { PROGRAM_INTEGRITY: integrity(program), WASM_INTEGRITY: integrity(wasm), WASM_SIZE: wasm.length }));
const stub = filled(readFileSync(path.join(sources, "glx-realtime.js"), "utf8"), { GLX_VERSION: version, CORE_INTEGRITY: integrity(core) });
written("glx-realtime.js", await alone(stub));
written("react.js", await react());
for (const types of ["glx-realtime.d.ts", "react.d.ts"]) copyFileSync(path.join(sources, types), path.join(out, folder, types));
for (const file of ["README.md", "DEPLOY.md", "MOVING.md", "vercel.json"]) {
  const text = readFileSync(path.join(sources, file), "utf8").replaceAll("v0.1.0", folder);
  writeFileSync(path.join(out, file), text.replace("CORE_INTEGRITY", integrity(core)));
}
writeFileSync(path.join(out, "custom-elements.json"), filled(readFileSync(path.join(sources, "custom-elements.json"), "utf8"), { FOLDER: folder }));
copyFileSync(path.join(root, "LICENSE"), path.join(out, "LICENSE"));
writeFileSync(path.join(out, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);

/** One of our files with what it imports, glue and stylesheet too; pusher-js stays apart. */
async function bundled(name, values) {
  const css = embedStyles();
  const inside = {
    name: "inside",
    setup(build) {
      build.onResolve({ filter: /^glx:glue$/ }, () => ({ path: "glue", namespace: "glx" }));
      build.onResolve({ filter: /^glx:styles$/ }, () => ({ path: "styles", namespace: "glx" }));
      build.onLoad({ filter: /^glue$/, namespace: "glx" }, () => ({
        contents: withRest(readFileSync(path.join(from, "glx-embed.js"), "utf8"), parts.rest),
        resolveDir: path.resolve(from),
      }));
      build.onLoad({ filter: /^styles$/, namespace: "glx" }, async () => ({ contents: await css, loader: "text" }));
    },
  };
  const contents = filled(readFileSync(path.join(sources, name), "utf8"), values);
  const result = await esbuild.build({
    ...minified,
    stdin: { contents, resolveDir: sources, sourcefile: name },
    plugins: [inside, shared],
    // wasm-bindgen names a module once for each of its functions.
    logOverride: { "duplicate-object-key": "silent" },
    // The glue's own guess where the wasm is: it is always told.
    define: { "import.meta.url": '""' },
  });
  return result.outputFiles[0].contents;
}

/** Not bundled: `new URL("…", import.meta.url)` has to stay as bundlers of sites know it, and what they shall leave alone has to be marked. */
async function alone(contents) {
  const { code } = await esbuild.transform(contents, { ...transformed(), format: "esm" });
  // Minified, the marks are gone.
  return Buffer.from(code.replace(/\bimport\((?=\w)/, "import(/*webpackIgnore:true*//*@vite-ignore*/"));
}

/** What is for React: one file, with React and the module beside it left where they are. */
async function react() {
  const entryPoints = [path.join(sources, "react.js")];
  const result = await esbuild.build({ ...minified, entryPoints, external: ["react", "./glx-realtime.js"] });
  return result.outputFiles[0].contents;
}

function transformed() {
  const { minify, target, legalComments, logLevel } = minified;
  return { minify, target, legalComments, logLevel };
}

function written(name, content) {
  writeFileSync(path.join(out, folder, name), content);
  return content;
}

function manifest() {
  const entry = (name) => ({ types: `./${folder}/${name}.d.ts`, default: `./${folder}/${name}.js` });
  return {
    name: "glx-realtime",
    version,
    description: "Chat for any page that loses nothing, doubles nothing and never claims to be connected when it is not",
    license,
    type: "module",
    main: `./${folder}/glx-realtime.js`,
    types: `./${folder}/glx-realtime.d.ts`,
    // For those who do not read `exports`.
    typesVersions: { "*": { react: [`./${folder}/react.d.ts`] } },
    exports: {
      ".": entry("glx-realtime"),
      "./react": entry("react"),
      "./package.json": "./package.json",
      "./custom-elements.json": "./custom-elements.json",
    },
    files: [folder, "DEPLOY.md", "MOVING.md", "custom-elements.json", "vercel.json"],
    // Importing it defines the elements.
    sideEffects: [`./${folder}/glx-realtime.js`],
    customElements: "./custom-elements.json",
    peerDependencies: { react: "^18.3 || ^19" },
    peerDependenciesMeta: { react: { optional: true } },
  };
}

//! How much memory the WebAssembly of a page has: known only to its instance, which is noted when it is made.

/** Before the page's own scripts: notes the memory of what is made. */
export function noteMemory() {
  const real = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...given) => {
    const made = await real.apply(WebAssembly, given);
    globalThis.glxMemory ??= made.instance.exports.memory;
    return made;
  };
}

/** The bytes of that memory. */
export const wasmBytes = (page) => page.evaluate(() => globalThis.glxMemory.buffer.byteLength);

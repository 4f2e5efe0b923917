// Put behind wasm-bindgen's glue, whose `wasm` it uses: has the rest of the program loaded and linked to its first part. It comes soon after
// the start by itself, and before there is a connection. Should something be needed earlier, the page waits for it on the spot: nothing can be
// called that is not there. On a line that says nothing such a wait has no end; so what people do at a start belongs into the first part.

const REST = { sha256: "REST_SHA256", integrity: "REST_INTEGRITY", url: undefined, lost: () => {} };

/** Tells where the rest is, before the first part starts; and whom to tell when it is needed and cannot be had. */
export function restFrom(url, lost) {
  Object.assign(REST, { url, lost });
}

let coming;

/** Fetches the rest, unless it is there or on its way. Fails where it cannot be had for now. */
export async function fetchRest() {
  if (wasm.restIsLoaded.value) return;
  coming ??= (async () => {
    const answer = await fetch(REST.url, { integrity: REST.integrity, priority: "low" });
    if (!answer.ok) throw new Error(`${REST.url}: ${answer.status}`);
    linkRest(await WebAssembly.compile(await answer.arrayBuffer()));
  })().finally(() => (coming = undefined));
  await coming;
}

/** Fetches the rest, as often as it takes. */
export async function loadRest() {
  for (let wait = 1000; !wasm.restIsLoaded.value; wait = Math.min(2 * wait, 60_000)) {
    try {
      await fetchRest();
    } catch (error) {
      console.warn(error);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** What the first part imports: the rest is there when this returns. */
const rest = {
  load() {
    try {
      const request = new XMLHttpRequest();
      request.open("GET", REST.url, false);
      request.overrideMimeType("text/plain; charset=x-user-defined");
      request.send();
      const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0));
      if (request.status !== 200 || sha256(bytes) !== REST.sha256) throw new Error(`${REST.url} is missing or was altered on the way`);
      linkRest(new WebAssembly.Module(bytes));
    } catch (error) {
      REST.lost(error);
      throw error;
    }
  },
};

function linkRest(module) {
  if (wasm.restIsLoaded.value) return;
  new WebAssembly.Instance(module, { first: wasm });
  wasm.restIsLoaded.value = 1;
}

/** What a request that is waited for cannot check by itself: browsers offer digests only later than that. */
function sha256(bytes) {
  const root = (n, k) => ((n ** (1 / k)) % 1) * 2 ** 32 | 0;
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  const constants = primes.map((prime) => root(prime, 3));
  const hash = primes.slice(0, 8).map((prime) => root(prime, 2));
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const words = new Int32Array(64);
  const turned = (x, by) => (x >>> by) | (x << (32 - by));
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const [x, y] = [words[i - 15], words[i - 2]];
      words[i] = words[i - 16] + (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)) + words[i - 7] + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + words[i]) | 0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((part, i) => (hash[i] = (hash[i] + part) | 0));
  }
  return hash.map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}

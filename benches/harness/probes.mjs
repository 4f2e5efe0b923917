//! What runs inside the pages. Each function is sent there as text, so none may use anything outside itself but `glxBench`, which
//! `install` puts there first. Looks only at what is in the page and at what is painted.

/** Runs in every page before its own scripts. */
export function install() {
  // Right after the frame, before any other task: a page may already have changed what the next frame will show. Where a browser has no
  // such tasks, a message comes close.
  const afterFrame = () =>
    new Promise((resolve) => {
      const after = () => resolve(performance.now());
      if (window.scheduler?.postTask) return window.scheduler.postTask(after, { priority: "user-blocking" });
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = after;
      port2.postMessage(null);
    });
  // What is changed while a frame is made is painted with it; anything else with the next.
  let frame = null;
  const begun = () => (frame ??= afterFrame().finally(() => (frame = null)));
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (act) => request((at) => (begun(), act(at)));
  const painted = () => frame ?? new Promise((resolve) => request(() => resolve(begun())));
  const root = () => document.querySelector("glx-chat")?.shadowRoot ?? document;
  const log = () => root().querySelector('[role="log"]');
  const numberIn = (text) => Number(/\(#(\d+)\)\s*$/.exec(text)?.[1] ?? 0);
  const numberOf = (row) => numberIn(row.querySelector(".text")?.textContent ?? "");
  /** The row under a point of the log, as a share of its height from its top. */
  const rowAt = (share) => {
    const box = log().getBoundingClientRect();
    const y = box.top + box.height * share;
    for (const x of [0.5, 0.2, 0.8, 0.1, 0.9, 0.05]) {
      for (const element of root().elementsFromPoint(box.left + box.width * x, y)) {
        const row = element.closest("li.row");
        if (row) return row;
      }
    }
    return null;
  };
  /** The row in the middle of the view. Between two rows there is none: then the next one up or down. */
  const rowInMiddle = () => [0.5, 0.46, 0.54, 0.42, 0.58].map(rowAt).find(Boolean);
  const numberInMiddle = () => {
    const row = rowInMiddle();
    return row ? numberOf(row) : NaN;
  };
  const newest = () => {
    const rows = [...log().querySelectorAll("li.row")];
    // A list that uses its rows again may have them in any order; one that has very many has them in theirs.
    return (rows.length > 400 ? rows.slice(-40) : rows).reduce((most, row) => Math.max(most, numberOf(row)), 0);
  };
  const atEnd = () => log().scrollHeight - log().scrollTop - log().clientHeight <= 48;
  window.glxBench = { painted, root, log, numberIn, numberOf, rowAt, rowInMiddle, numberInMiddle, newest, atEnd, memories: [] };
  // How much memory a wasm module has is known only to its instance.
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await real.apply(WebAssembly, given);
      const memory = (made.instance ?? made).exports?.memory;
      if (memory) window.glxBench.memories.push(memory);
      return made;
    };
  }
}

/** Before the page's own scripts: notes when what is waited for is painted, and types as soon as that is possible. */
export function watchStart(newest) {
  const seen = (window.glxStart = { typing: null, first: null, rows: null, kept: null });
  const { painted, root, log, numberOf } = window.glxBench;
  const early = "typed early";
  let field;
  let frame;
  const note = (name) => {
    seen[name] = NaN;
    painted().then((at) => (seen[name] = at));
  };
  const look = () => {
    cancelAnimationFrame(frame);
    field = root().querySelector?.("textarea") ?? field;
    if (seen.typing === null && field && !field.disabled && field.getClientRects().length) {
      note("typing");
      field.focus();
      document.execCommand("insertText", false, early);
    }
    const rows = [...(log()?.querySelectorAll("li.row") ?? [])].filter((row) => numberOf(row));
    if (!rows.length) return;
    if (seen.first === null) note("first");
    // All that fits into the log, down to the newest.
    const isFull = rows[0].getBoundingClientRect().top <= log().getBoundingClientRect().top;
    if (isFull && rows.some((row) => numberOf(row) === newest)) {
      note("rows");
      observer.disconnect();
      return;
    }
    // A list may come to its end by being scrolled alone.
    frame = requestAnimationFrame(look);
  };
  const observer = new MutationObserver(look);
  const all = { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] };
  observer.observe(document, all);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (...given) {
    const shadow = attach.apply(this, given);
    observer.observe(shadow, all);
    return shadow;
  };
  seen.isKept = () => (root().querySelector("textarea")?.value ?? "").includes(early);
}

/** Notes at each frame that shows something new which number stands at the end of what is in view, and whether the end is in view. */
export function watchFlood() {
  const { painted, log, numberIn, numberOf, rowAt } = window.glxBench;
  const frames = [];
  let most = 0;
  let waiting = false;
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      for (const node of type === "characterData" ? [target] : addedNodes) {
        for (const text of (node.textContent ?? "").matchAll(/\(#(\d+)\)/g)) most = Math.max(most, Number(text[1]));
      }
    }
    if (waiting) return;
    waiting = true;
    painted().then((at) => {
      waiting = false;
      const it = log();
      const bottom = rowAt(1 - 24 / it.clientHeight) ?? rowAt(0.9) ?? rowAt(0.8);
      const away = it.scrollHeight - it.scrollTop - it.clientHeight;
      frames.push({ at: performance.timeOrigin + at, most, away, bottom: bottom ? numberOf(bottom) : null });
    });
  });
  observer.observe(log(), { childList: true, subtree: true, characterData: true });
  window.glxFlood = {
    frames,
    end: () => observer.disconnect(),
  };
}

/** Scrolls up a step at every frame until so many rows have gone by, or there are no more: a list knows then how high they are. Tells whether. */
export async function scrollPast({ step, rows }) {
  const { painted, log, numberInMiddle } = window.glxBench;
  const from = numberInMiddle();
  for (let steps = 0; steps < rows; steps++) {
    log().scrollTop -= step;
    await painted();
    if (log().scrollTop === 0 || from - numberInMiddle() >= rows) return true;
  }
  return false;
}

/**
 * Scrolls a step at every frame: up, and after so many frames, or where there is no more, down again. Gives the time between frames in
 * milliseconds, and how many rows have gone by from the first to the last.
 */
export async function scrollUp({ frames, step, turn = Infinity }) {
  const { log, numberInMiddle } = window.glxBench;
  const it = log();
  const first = numberInMiddle();
  const times = [];
  let [way, since] = [-step, 0];
  await new Promise((resolve) => {
    const next = (at) => {
      times.push(at);
      const from = it.scrollTop;
      it.scrollTop += way;
      if (it.scrollTop === from || ++since === turn) [way, since] = [-way, 0];
      if (times.length > frames) resolve();
      else requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  return { times: times.slice(1).map((at, index) => at - times[index]), passed: Math.abs(first - numberInMiddle()) };
}

/** Scrolls up a step at every frame. Gives the share of the frames in which no row stood where one looks. */
export async function scrollLooking({ frames, step }) {
  const { painted, log, rowAt } = window.glxBench;
  let blank = 0;
  for (let count = 0; count < frames; count++) {
    log().scrollTop -= step;
    await painted();
    // Between two rows there is none: then there is one a little up or down.
    if (![0.5, 0.46, 0.54].some(rowAt)) blank += 1;
  }
  return blank / frames;
}

/** Reads up, step by step, and tells by how many pixels at most what was read moved otherwise than by the step. */
export async function readUp({ steps, step }) {
  const { painted, log, numberOf, rowInMiddle } = window.glxBench;
  let moved = 0;
  let looked = 0;
  for (let count = 0; count < steps; count++) {
    const it = log();
    const row = rowInMiddle();
    const number = row && numberOf(row);
    const from = row?.getBoundingClientRect().top;
    const goes = Math.min(step, it.scrollTop);
    it.scrollTop -= goes;
    await painted();
    if (!row) continue;
    const same = row.isConnected && numberOf(row) === number;
    const now = same ? row : [...it.querySelectorAll("li.row")].find((other) => numberOf(other) === number);
    looked += 1;
    if (!now) {
      // It is not even in the page any more.
      moved = Math.max(moved, it.clientHeight);
      continue;
    }
    moved = Math.max(moved, Math.abs(now.getBoundingClientRect().top - from - goes));
  }
  return { moved, looked };
}

/** Goes to the first row, and back to the newest. Gives how long each took in milliseconds, or null where it was not reached. */
export async function endToEnd({ newest, within }) {
  const { painted, log, numberOf } = window.glxBench;
  const isShown = (number) => {
    const box = log().getBoundingClientRect();
    return [...log().querySelectorAll("li.row")].some((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > box.top && top < box.bottom && numberOf(row) === number;
    });
  };
  const reach = async (number, go) => {
    const from = performance.now();
    while (!isShown(number)) {
      if (performance.now() - from > within) return null;
      go(log());
      await painted();
    }
    return performance.now() - from;
  };
  const first = await reach(1, (it) => (it.scrollTop = 0));
  const last = await reach(newest, (it) => (it.scrollTop = it.scrollHeight));
  return { first, last };
}

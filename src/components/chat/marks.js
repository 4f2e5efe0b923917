// Marks words in the rows that are in the page, as these come and go: what is marked is found in the text as it is shown.

/** Signs that many leave out: those above and below letters, the points of Hebrew and Arabic, and what cannot be seen. */
const LEFT_OUT = /[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u200b-\u200f\u2060\ufeff]/g;
/** Signs that are typed as others. */
const SAME = { ς: "σ", ß: "ss", ı: "i", ł: "l", đ: "d", ø: "o", "‘": "'", "’": "'", "“": '"', "”": '"' };

/** A text as it is looked for: what reads the same, whatever the case, is the same. */
export const folded = (text) =>
  text.normalize("NFKD").replace(LEFT_OUT, "").toLowerCase().replace(/\s+/g, " ").replace(/[ςßıłđø‘’“”]/g, (sign) => SAME[sign]);

/** The parts of a document that the stylesheet marks, which all chats of a page share; nothing where the browser knows no such thing. */
const highlight = (name, priority) => {
  if (!globalThis.Highlight) return undefined;
  if (!CSS.highlights.has(name)) CSS.highlights.set(name, Object.assign(new Highlight(), { priority }));
  return CSS.highlights.get(name);
};

/** Where a text says some words, as parts of its text nodes. */
function places(text, words) {
  const found = [];
  if (!folded(text.textContent).includes(words)) return found;
  // From each sign as it is looked for to the one that is shown.
  let all = "";
  const shown = [];
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    let at = 0;
    for (const sign of node.data) {
      const signs = sign.trim() || !all.endsWith(" ") ? folded(sign) : "";
      const place = { node, from: at, to: (at += sign.length) };
      // What is left out belongs to the sign before it.
      if (!signs && shown.at(-1)?.node === node) shown.at(-1).to = at;
      all += signs;
      for (let unit = 0; unit < signs.length; unit++) shown.push(place);
    }
  }
  for (let at = all.indexOf(words); at >= 0; at = all.indexOf(words, at + words.length)) {
    const [first, last] = [shown[at], shown[at + words.length - 1]];
    const range = new Range();
    range.setStart(first.node, first.from);
    range.setEnd(last.node, last.to);
    found.push(range);
  }
  return found;
}

export class Marks {
  #words = "";
  #key;
  #marked = [];
  #isNew = false;
  #wasAway = false;
  #watch = new MutationObserver(() => this.#mark());

  /** `go` is called with how far below the beginning of the row that is shown, and of its lines, its words stand, where those are not in view. */
  constructor(list, go) {
    Object.assign(this, { list, go });
  }

  /** Marks these words from now on, and the row that is shown for them. False where that is not in the page yet. */
  show(words, key) {
    [this.#words, this.#key, this.#isNew] = [words, key, true];
    this.#watch.observe(this.list, { childList: true, subtree: true, characterData: true });
    const isHere = Boolean(this.#row());
    this.#wasAway = !isHere;
    this.#mark();
    return isHere;
  }

  clear() {
    this.#watch.disconnect();
    [this.#words, this.#key] = ["", undefined];
    this.#mark();
  }

  #row() {
    return this.#key && [...this.list.children].find((row) => row.dataset.key === this.#key);
  }

  #mark() {
    for (const [all, range] of this.#marked.splice(0)) all.delete(range);
    this.list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    if (!this.#words) return;
    const row = this.#row();
    row?.setAttribute("aria-current", "true");
    let first;
    for (const text of this.list.querySelectorAll(".row:is(.other, .saved) .text")) {
      const isShown = row?.contains(text);
      const all = isShown ? highlight("glx-found", 1) : highlight("glx-find", 0);
      const ranges = places(text, this.#words);
      if (isShown) first = ranges[0];
      for (const range of all ? ranges : []) {
        all.add(range);
        this.#marked.push([all, range]);
      }
    }
    if (row && this.#isNew) this.#reveal(row, first);
  }

  /** Words that are folded away are unfolded, and those that are not in view are gone to. */
  #reveal(row, range) {
    const fold = row.querySelector(".fold[aria-expanded=false]");
    const isFolded = fold && !(range?.getBoundingClientRect().bottom <= fold.getBoundingClientRect().top);
    if (isFolded) return void fold.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    this.#isNew = false;
    // The lines above a row belong to it: its day, who came and went.
    let first = row;
    while (first.previousElementSibling?.matches(":not(.row)")) first = first.previousElementSibling;
    const [at, begin, whole, view] = [range ?? row, first, row, this.list.parentNode].map((place) => place.getBoundingClientRect());
    const isInView = at.top >= view.top && at.bottom <= view.bottom;
    // In pixels of the page, whatever a host scales it to.
    if (this.#wasAway || !isInView) this.go(((at.top - begin.top) * row.offsetHeight) / whole.height || 0);
  }
}

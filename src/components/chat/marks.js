// Marks words in the rows that are in the page, as these come and go: what is marked is found in the text as it is shown.

/** A text as it is looked for: without case, and without the signs above and below letters that many leave out. */
export const folded = (text) =>
  text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g, "").replace(/ς/g, "σ");

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
      const signs = folded(sign);
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
  /** The text of the row that is shown may have to be unfolded. */
  #isNew = false;
  #watch = new MutationObserver(() => this.#mark());

  constructor(list) {
    this.list = list;
  }

  /** Marks these words from now on, and the row that is shown for them. False where that is not wholly in view. */
  show(words, key) {
    [this.#words, this.#key, this.#isNew] = [words, key, true];
    this.#watch.observe(this.list, { childList: true, subtree: true, characterData: true });
    this.#mark();
    const [row, log] = [this.#row(), this.list.parentNode.getBoundingClientRect()];
    const at = row?.getBoundingClientRect();
    return Boolean(at) && at.top >= log.top && at.bottom <= log.bottom;
  }

  clear() {
    this.#watch.disconnect();
    [this.#words, this.#key] = ["", undefined];
    this.#mark();
  }

  #row() {
    return [...this.list.children].find((row) => row.dataset.key === this.#key);
  }

  #mark() {
    for (const [all, range] of this.#marked.splice(0)) all.delete(range);
    this.list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    if (!this.#words) return;
    const row = this.#row();
    row?.setAttribute("aria-current", "true");
    for (const text of this.list.querySelectorAll(".text")) {
      const isShown = row?.contains(text);
      const all = isShown ? highlight("glx-found", 1) : highlight("glx-find", 0);
      const ranges = places(text, this.#words);
      for (const range of ranges) {
        all?.add(range);
        if (all) this.#marked.push([all, range]);
      }
      if (isShown && this.#isNew) this.#reveal(row, ranges[0]);
    }
  }

  /** Words that are folded away are unfolded, and those that are further down than the view are brought into it. */
  #reveal(row, range) {
    const fold = row.querySelector(".fold[aria-expanded=false]");
    if (!range && fold) return fold.click();
    this.#isNew = false;
    if (!range) return;
    requestAnimationFrame(() => {
      const log = this.list.parentNode;
      const [at, view] = [range.getBoundingClientRect(), log.getBoundingClientRect()];
      if (at.height && at.bottom > view.bottom) log.scrollTop += at.bottom - view.bottom + view.height / 4;
      if (at.height && at.top < view.top) log.scrollTop -= view.top - at.top + view.height / 4;
    });
  }
}

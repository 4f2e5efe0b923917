//! The page as a person finds it: by roles, names and words, and by the stylesheet's classes only where a row has nothing else.
//! Does and reads; asserts nothing but that what it waits for comes.

import { becomes, until } from "./until.mjs";

/** The states of an own row, as its class tells them. */
const STATES = ["saved", "waiting", "sending", "unknown", "failed"];

export class Chat {
  constructor(page, visitor) {
    Object.assign(this, { page, visitor });
    const bar = page.getByRole("banner");
    this.form = page.locator("form").filter({ has: page.getByLabel("Password", { exact: true }) });
    this.composer = page.getByRole("textbox", { name: "Write a message" });
    this.sendButton = page.getByRole("button", { name: "Send", exact: true });
    this.log = page.getByRole("log", { name: "Messages" });
    this.rooms = page.getByRole("navigation", { name: "Help requests" });
    this.healthButton = page.locator(".glx-health").getByRole("button", { name: /^Connection: / });
    this.healthPanel = page.getByRole("dialog", { name: "Connection" });
    this.bell = bar.getByRole("button", { name: /^Notifications/ });
    this.feed = page.getByRole("dialog", { name: "Notifications" });
    this.accountButton = bar.getByRole("button", { name: "Account and appearance" });
  }

  // Coming and going.

  /** Goes to the page, in a room where one is given. */
  async visit(room) {
    await this.page.goto(room ? `/#/requests/${room.id}` : "/");
  }

  async fillIn(email, password) {
    await this.form.getByLabel("E-mail address").fill(email);
    await this.form.getByLabel("Password", { exact: true }).fill(password);
    await this.form.getByRole("button", { name: "Sign in" }).click();
  }

  /** Signs in by the form. */
  async signIn({ email, password }) {
    await this.fillIn(email, password);
    await this.signedIn();
  }

  /** Waits for the page of whoever is signed in. */
  async signedIn() {
    await this.accountButton.waitFor();
  }

  /** Waits for the sign-in form. */
  async signedOut() {
    await this.form.waitFor();
  }

  async signOut() {
    await this.accountButton.click();
    await this.page.getByRole("button", { name: "Sign out" }).click();
    await this.signedOut();
  }

  /** Opens a room from the list. */
  async openRoom({ title }) {
    await this.rooms.getByRole("link", { name: title }).click();
    await this.page.getByRole("heading", { name: title, level: 2 }).waitFor();
  }

  // Talking.

  async send(text) {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** The messages that are in the page, top to bottom: `[{text, mine, state, name}]`; `state` of own ones only. */
  async inPage() {
    return (await this.#read(false)).map(([, row]) => row);
  }

  /**
   * All messages of the room, top to bottom. In the page are only those near the screen: where there are more, they are read as a
   * person does, from the first to the last, and the reader goes back to the end, or to where they were.
   */
  async messages() {
    return (await this.#read(true)).map(([, row]) => row);
  }

  #read(all) {
    return this.log.evaluateAll(
      async ([log], [states, all]) => {
        const list = log?.querySelector("ol");
        if (!list) return [];
        const read = new Map();
        const take = () => {
          for (const row of list.querySelectorAll("li.row")) {
            read.set(row.dataset.key, {
              text: row.querySelector(".text").innerText,
              mine: row.classList.contains("own"),
              state: states.find((state) => row.classList.contains(state)) ?? null,
              name: row.querySelector(".name")?.textContent ?? null,
            });
          }
        };
        const { paddingTop, paddingBottom } = getComputedStyle(list);
        const whole = parseFloat(paddingTop) < 1 && parseFloat(paddingBottom) < 24;
        if (!all || whole) {
          take();
          return [...read];
        }
        const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        const scroll = async (top) => {
          log.scrollTop = top;
          await frame();
          await frame();
        };
        const place = log.scrollTop;
        const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
        await scroll(0);
        take();
        while (log.scrollHeight - log.scrollTop - log.clientHeight > 1) {
          await scroll(log.scrollTop + log.clientHeight);
          take();
        }
        await scroll(atEnd ? log.scrollHeight : place);
        return [...read];
      },
      [STATES, all],
    );
  }

  async texts() {
    return (await this.messages()).map(({ text }) => text);
  }

  row(text) {
    return this.log.locator("li.row").filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** The quiet rows that tell who came and went. */
  async movements() {
    return this.page.locator('[role="log"] .movement').evaluateAll((rows) =>
      rows.map((row) => row.innerText.replace(/^ · /, "").trim()),
    );
  }

  /** Waits until a message is on the page in a state: `saved` for own ones that the site has. */
  async shows(text, state, options) {
    await until(
      `“${text}” is shown${state ? ` as ${state}` : ""}`,
      async () => (await this.inPage()).some((row) => row.text === text && (!state || row.state === state)),
      options,
    );
  }

  /** Waits until exactly these texts are on the page, in this order. */
  async showsAll(texts, options) {
    await becomes("exactly these messages are shown", () => this.texts(), texts, options);
  }

  // How it stands.

  /** What the health indicator says, in its words. */
  async health() {
    const parts = await this.healthButton.locator(".word, .tries").allTextContents();
    return parts.join(" ").trim();
  }

  async healthSays(pattern, options) {
    await until(`the indicator says ${pattern}`, async () => pattern.test(await this.health()), options);
  }

  /** Waits until everything arrives the moment it happens. */
  async live(options) {
    await this.healthSays(/^Live/, options);
  }

  /** Saves what happened in this page. Gives the file. */
  async saveRecording() {
    const [download] = await Promise.all([
      this.page.waitForEvent("download"),
      this.healthButton.click().then(() => this.healthPanel.getByRole("button", { name: "Save a recording" }).click()),
    ]);
    return download.path();
  }

  /** The number on the bell; 0 where there is none. */
  async badge() {
    return Number(/(\d+) unread/.exec(await this.bell.textContent())?.[1] ?? 0);
  }
}

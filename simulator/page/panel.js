// What the phone and the team's window share: the list of messages, the composer, quoting and editing.
import { act } from "./store.js";
import { attempt, byId, fit, icon, make, openMenu, reconcile, toast } from "./dom.js";
import { bubble, summary } from "./message.js";
import { language, say } from "./words.js";

const MOODS = ["👍", "❤", "🙏", "👀", "😢"];

export class Panel {
  constructor(name, place) {
    this.name = name;
    this.place = place; // () → where a message goes: {user, group?, thread?}
    this.log = byId(`${name}-log`);
    this.area = byId(`${name}-text`);
    this.reply = null;
    this.editing = null;
    this.waiting = new Map();
    this.answers = new Set();
    this.stick = true;
    this.log.addEventListener("scroll", () => {
      this.stick = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    }, { passive: true });
    // Pictures arrive and keyboards open after the messages: whoever reads the end keeps reading the end.
    this.log.addEventListener("load", () => this.follow(), true);
    new ResizeObserver(() => this.follow()).observe(this.log);
    byId(`${name}-form`).addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
      if (event.key === "Escape") this.quote(null);
    });
    this.area.addEventListener("input", () => fit(this.area));
  }

  async submit() {
    const text = this.area.value;
    if (!text.trim()) return;
    const { editing, reply } = this;
    this.area.value = "";
    fit(this.area);
    this.quote(null);
    const sent = await attempt(() => (editing
      ? act("edit", { ...this.place(), message: editing.id, text })
      : act("say", { ...this.place(), text, reply_to: reply?.id })));
    if (!sent) this.area.value = text;
  }

  quote(message, edit = false) {
    if (this.editing && !edit) this.area.value = "";
    this.reply = edit ? null : message;
    this.editing = edit ? message : null;
    const line = byId(`${this.name}-quote`);
    line.hidden = !message;
    if (!message) return line.replaceChildren();
    line.replaceChildren(icon(edit ? "file" : "reply"),
      make("div", {}, make("b", { dir: "auto" }, edit ? say("editing") : message.from.name), make("span", { dir: "auto" }, summary(message))),
      make("button", { type: "button", class: "round", "aria-label": say("cancel"), onclick: () => this.quote(null) }, icon("close")));
    if (edit) this.area.value = message.text;
    fit(this.area);
    return this.area.focus();
  }

  context(authors) {
    return {
      authors,
      press: (message, button, node) => this.press(message, button, node),
      actions: (message, mine, node) => this.actions(message, mine, node),
      show: (id) => this.show(id),
    };
  }

  async press(message, button, node) {
    node.setAttribute("aria-busy", "true");
    const { thread, ...place } = this.place();
    const result = await attempt(() => act("press", { ...place, message: message.id, data: button.callback_data }));
    // The bot may have answered before the server told us the name of the press.
    if (!result || this.answers.delete(result.press)) node.removeAttribute("aria-busy");
    else this.waiting.set(result.press, node);
    setTimeout(() => node.removeAttribute("aria-busy"), 15000);
  }

  answered(event) {
    const node = this.waiting.get(event.press);
    if (!node) this.answers.add(event.press);
    this.waiting.delete(event.press);
    node?.removeAttribute("aria-busy");
    if (event.text) toast(event.text);
  }

  actions(message, mine, owner) {
    const { thread, ...place } = this.place();
    const change = (action, more) => attempt(() => act(action, { ...place, message: message.id, ...more }));
    const current = message.reactions.find((reaction) => reaction.by === place.user)?.emoji;
    const moods = MOODS.map((emoji) => ({ text: emoji, run: () => change("react", { emoji: emoji === current ? "" : emoji }) }));
    const items = [{ text: say("reply"), icon: "reply", run: () => this.quote(message) }];
    if (message.text) items.push({ text: say("copy"), icon: "file", run: () => attempt(() => navigator.clipboard.writeText(message.text)) });
    if (mine && (message.text || message.media)) items.push({ text: say("edit"), icon: "file", run: () => this.quote(message, true) });
    items.push({ text: say("remove"), icon: "close", danger: true, run: () => change("delete_message", {}) });
    openMenu(owner, items, moods);
  }

  show(id) {
    const node = this.log.querySelector(`[data-id="${id}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), 1300);
  }

  follow() {
    if (this.stick) this.log.scrollTop = this.log.scrollHeight;
  }

  empty(node) {
    this.shown = null;
    this.log.replaceChildren(node);
  }

  render(key, messages, me, authors) {
    if (this.shown !== key) {
      this.log.replaceChildren();
      this.stick = true;
    }
    this.shown = key;
    const { stick } = this;
    const items = [];
    for (const message of messages) {
      const last = items.at(-1);
      if (message.album && last?.album[0].album === message.album) last.album.push(message);
      else items.push({ message, album: [message] });
    }
    items.forEach((item, index) => {
      const before = items[index - 1]?.message;
      item.key = `m${item.message.id}`;
      item.gap = !before || before.author !== item.message.author;
      item.sign = JSON.stringify([item.album, item.gap, me, language()]);
    });
    const context = this.context(authors);
    reconcile(this.log, items, ({ message, album, gap }) => {
      const node = bubble(message, album, message.author === me, context);
      if (gap) node.classList.add("gap");
      return node;
    });
    this.stick = stick || messages.at(-1)?.author === me;
    this.follow();
  }
}

export function pick(accept, use) {
  const input = byId("file");
  input.accept = accept;
  input.value = "";
  input.onchange = () => input.files[0] && use(input.files[0]);
  input.click();
}


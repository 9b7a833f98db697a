// The phone on the left: who writes, what they see, what they can send.
import { act, people, privateChat, world } from "./store.js";
import { ask, attempt, byId, face, icon, make, openMenu, reconcile, toast } from "./dom.js";
import { Panel, pick } from "./panel.js";
import { LANGUAGES, SPOTS, SUGGESTIONS, language, say } from "./words.js";

let chosen = null;
const seen = new Map();
const panel = new Panel("phone", () => ({ user: chosen }));
let typingUntil = 0;

export function choose(id) {
  chosen = id;
  panel.quote(null);
  typingUntil = 0;
  render();
}

function unread(chat) {
  if (!chat) return 0;
  const from = seen.get(chat.key) ?? 0;
  return [...chat.messages.values()].filter((message) => message.id > from && message.author !== chat.user).length;
}

export function unreadPhone() {
  return people().reduce((sum, person) => sum + unread(world.chats.get(`p:${world.bots[0]?.id}:${person.id}`)), 0);
}

function renderPeople() {
  const items = people().slice(-12).map((person) => {
    const count = person.id === chosen ? 0 : unread(world.chats.get(`p:${world.bots[0]?.id}:${person.id}`));
    return { key: `u${person.id}`, person, count, sign: JSON.stringify([person, count, person.id === chosen, language()]) };
  });
  items.push({ key: "new", sign: language() });
  reconcile(byId("people"), items, ({ person, count }) => {
    if (!person) return make("button", { class: "person new", type: "button", title: say("newPerson"), "aria-label": say("newPerson"), onclick: newPerson }, icon("plus"));
    return make("button", { class: "person", type: "button", "aria-pressed": String(person.id === chosen), onclick: () => choose(person.id) },
      face(person.id, person.name), make("span", { class: "name", dir: "auto" }, person.name, make("small", {}, LANGUAGES[person.language] || person.language || "")),
      count ? make("b", { class: "badge", "aria-label": `${count} ${say("unread")}` }, String(count)) : "");
  });
}

async function newPerson() {
  const name = make("input", { name: "name", required: true, maxLength: 40, dir: "auto" });
  const list = make("select", { name: "language" }, ...Object.entries(LANGUAGES).map(([code, text]) => make("option", { value: code }, text)));
  const answer = await ask(say("newPerson"), [make("label", {}, say("name"), name), make("label", {}, say("language"), list)], say("create"));
  if (!answer) return;
  const person = await attempt(() => act("add_user", { name: answer.get("name"), language_code: answer.get("language") }));
  if (person) {
    if (!world.users.some((user) => user.id === person.id)) world.users.push(person);
    choose(person.id);
  }
}

function sayText(text) {
  return attempt(() => act("say", { user: chosen, text }));
}

function renderKeyboard(chat) {
  const node = byId("keyboard");
  const rows = chat?.keyboard?.keyboard;
  node.hidden = !rows || chat.blocked;
  if (node.hidden) return;
  node.replaceChildren(...rows.map((row) => make("div", { class: "row" }, ...row.map((button) =>
    make("button", { type: "button", dir: "auto", onclick: (event) => pressKey(button, event.currentTarget) }, button.text)))));
  if (chat.keyboard.input_field_placeholder) byId("phone-text").placeholder = chat.keyboard.input_field_placeholder;
}

function pressKey(button, owner) {
  if (button.request_location) return openMenu(owner, spotItems());
  if (button.request_contact) return attempt(() => act("contact", { user: chosen }));
  return sayText(button.text);
}

function spotItems() {
  const send = (latitude, longitude) => attempt(() => act("location", { user: chosen, latitude, longitude }));
  const items = SPOTS.map(([name, latitude, longitude]) => ({ text: name, icon: "pin", run: () => send(latitude, longitude) }));
  const real = () => navigator.geolocation.getCurrentPosition(
    (found) => send(found.coords.latitude, found.coords.longitude), () => toast(say("noPosition")), { timeout: 15000 });
  return [{ title: say("position") }, ...items, { text: say("myPosition"), icon: "pin", run: real }];
}

function attach(event) {
  const send = (kind, file) => attempt(() => act("send", { user: chosen, kind }, file));
  openMenu(event.currentTarget, [
    { text: say("photoFile"), icon: "photo", run: () => pick("image/*", (file) => send("photo", file)) },
    { text: say("photoSample"), icon: "photo", run: () => send("photo") },
    { text: say("file"), icon: "file", run: () => pick("", (file) => send("document", file)) },
    { text: say("voice"), icon: "mic", run: () => send("voice") },
    { text: say("contact"), icon: "plus", run: () => attempt(() => act("contact", { user: chosen })) },
    ...spotItems(),
  ]);
}

function phoneMenu(event) {
  const blocked = privateChat(chosen)?.blocked;
  const items = [{ text: say("restart"), icon: "send", run: () => sayText("/start") }];
  if (!blocked) items.push({ text: say("block"), icon: "lock", danger: true, run: () => attempt(() => act("block", { user: chosen })) });
  else items.push({ text: say("unblock"), icon: "lock", run: () => attempt(() => act("unblock", { user: chosen })) });
  openMenu(event.currentTarget, items);
}

function renderStart(chat) {
  const button = byId("start");
  const empty = !chat || chat.messages.size === 0;
  button.hidden = !chat || !(chat.blocked || empty);
  button.textContent = chat?.blocked ? say("unblock") : say("start");
  button.onclick = () => (chat.blocked ? attempt(() => act("unblock", { user: chosen })) : sayText("/start"));
  byId("phone-form").hidden = Boolean(chat?.blocked);
  const own = people().find((person) => person.id === chosen)?.language;
  const ready = [...SUGGESTIONS].sort((one, other) => (other[0] === own) - (one[0] === own));
  const chips = byId("chips");
  chips.hidden = !chat || chat.blocked || chat.messages.size > 6;
  if (chips.dataset.for !== String(own)) {
    chips.dataset.for = String(own);
    chips.replaceChildren(...ready.map(([code, text]) => make("button", { type: "button", lang: code, dir: "auto", onclick: () => sayText(text) }, text)));
  }
}

function welcome() {
  return make("div", { class: "welcome" }, make("img", { src: "/page/icon.svg", alt: "" }),
    make("h2", {}, say("welcomeTitle")), make("p", {}, say("welcomeText")));
}

export function render() {
  if (chosen == null || !people().some((person) => person.id === chosen)) {
    const mine = people();
    chosen = (mine.find((person) => person.language === language()) || mine[0])?.id ?? null;
  }
  const chat = privateChat(chosen);
  const messages = chat ? [...chat.messages.values()] : [];
  panel.area.placeholder = say("write");
  renderKeyboard(chat);
  renderStart(chat);
  byId("bot-name").textContent = world.bots[0]?.name || "Relais";
  const busy = Date.now() < typingUntil;
  byId("bot-status").textContent = busy ? say("typing") : say("bot");
  byId("bot-status").classList.toggle("busy", busy);
  if (messages.length === 0) {
    panel.empty(welcome());
  } else {
    panel.render(`${chat.key}`, messages, chosen, false);
  }
  const visible = !document.hidden && byId("phone").offsetParent !== null;
  if (chat && visible) seen.set(chat.key, messages.at(-1)?.id ?? 0);
  renderPeople();
}

export function happened(event) {
  const key = privateChat(chosen)?.key;
  if (event.type === "typing" && event.chat === key) {
    typingUntil = Date.now() + 5000;
    setTimeout(render, 5100);
  }
  if (event.type === "message" && event.chat === key && event.message.author !== chosen) typingUntil = 0;
  if (event.type === "answer" && event.user === chosen) panel.answered(event);
}

byId("phone-attach").addEventListener("click", attach);
byId("phone-menu").addEventListener("click", phoneMenu);

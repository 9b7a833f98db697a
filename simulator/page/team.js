// The team's window on the right: topics, the open one, and who of the staff is writing.
import { act, staff, staffGroup } from "./store.js";
import { ask, attempt, byId, clock, colour, face, make, openMenu, reconcile } from "./dom.js";
import { summary } from "./message.js";
import { Panel, pick } from "./panel.js";
import { language, say } from "./words.js";

let chosen = null;
let open = null; // Id of the open topic, null for General.
const seen = new Map();
const panel = new Panel("team", () => ({ user: chosen, group: staffGroup()?.id, thread: open ?? undefined }));
let typing = { thread: null, until: 0, name: "" };

const inside = (group, id) => [...group.messages.values()].filter((message) => (message.thread ?? null) === id);

function unread(messages, id) {
  const from = seen.get(id) ?? 0;
  return messages.filter((message) => message.id > from && message.author !== chosen && !message.service).length;
}

export function unreadTeam() {
  const group = staffGroup();
  if (!group) return 0;
  return [null, ...group.topics.map((topic) => topic.id)].reduce((sum, id) => sum + unread(inside(group, id), id), 0);
}

function topicFace(topic) {
  if (!topic) return make("span", { class: "face group c4", "aria-hidden": "true" }, "#");
  if (topic.icon) return make("span", { class: "face emoji", "aria-hidden": "true" }, topic.icon);
  const letter = [...topic.name].find((sign) => /\p{L}/u.test(sign)) || "#";
  return make("span", { class: `face c${[...topic.name].length % 7}`, "aria-hidden": "true" }, letter.toLocaleUpperCase());
}

export function openTopic(id) {
  open = id;
  panel.quote(null);
  byId("window").dataset.open = "thread";
  render();
}

function topicButton({ topic, last, count }) {
  const id = topic ? topic.id : null;
  return make("li", {}, make("button", { type: "button", "aria-current": String(id === open), onclick: () => openTopic(id) },
    topicFace(topic), make("span", { class: "name", dir: "auto" }, topic ? topic.name : say("general")),
    last ? make("time", {}, clock(last.date)) : make("span", {}),
    make("span", { class: "last", dir: "auto" }, topic?.closed ? `${say("closed")} · ` : "", last ? summary(last) : ""),
    count ? make("b", { class: "badge", "aria-label": `${count} ${say("unread")}` }, String(count)) : ""));
}

function renderTopics(group) {
  const rows = group.topics.map((topic) => ({ topic, messages: inside(group, topic.id) }));
  rows.sort((one, other) => (other.messages.at(-1)?.id ?? 0) - (one.messages.at(-1)?.id ?? 0));
  const items = [{ topic: null, messages: inside(group, null) }, ...rows].map(({ topic, messages }) => {
    const id = topic ? topic.id : null;
    const last = messages.at(-1);
    const count = unread(messages, id);
    return { key: `t${id}`, topic, last, count, sign: JSON.stringify([topic, last, count, id === open, language()]) };
  });
  if (group.topics.length === 0) items.push({ key: "empty", sign: language() });
  reconcile(byId("topics"), items, (item) => (item.key === "empty" ? make("li", { class: "empty" }, say("noTopics")) : topicButton(item)));
}

function renderStaff() {
  const items = [{ key: "label", sign: language() }, ...staff().map((member) => ({
    key: `s${member.id}`, member, sign: JSON.stringify([member, member.id === chosen]),
  }))];
  reconcile(byId("staff"), items, ({ member }) => {
    if (!member) return make("span", { class: "label" }, say("answerAs"));
    const choose = () => {
      chosen = member.id;
      render();
    };
    return make("button", { class: "person", type: "button", "aria-pressed": String(member.id === chosen), onclick: choose },
      face(member.id, member.name), make("span", { class: "name" }, member.name));
  });
}

function attach(event) {
  const send = (kind, file) => attempt(() => act("send", { user: chosen, group: staffGroup().id, thread: open ?? undefined, kind }, file));
  openMenu(event.currentTarget, [
    { text: say("photoFile"), icon: "photo", run: () => pick("image/*", (file) => send("photo", file)) },
    { text: say("photoSample"), icon: "photo", run: () => send("photo") },
    { text: say("file"), icon: "file", run: () => pick("", (file) => send("document", file)) },
    { text: say("voice"), icon: "mic", run: () => send("voice") },
  ]);
}

function topicMenu(event) {
  const group = staffGroup();
  const topic = group?.topics.find((item) => item.id === open);
  if (!topic) return;
  const place = { group: group.id, thread: topic.id, user: chosen };
  const remove = async () => {
    if (await ask(topic.name, [make("p", {}, say("sureTopic"))], say("remove"), true)) {
      await attempt(() => act("delete_topic", place));
    }
  };
  openMenu(event.currentTarget, [
    topic.closed ? { text: say("reopenTopic"), icon: "lock", run: () => attempt(() => act("reopen_topic", place)) }
      : { text: say("closeTopic"), icon: "lock", run: () => attempt(() => act("close_topic", place)) },
    { text: say("deleteTopic"), icon: "close", danger: true, run: remove },
  ]);
}

export function render() {
  const group = staffGroup();
  byId("group-name").textContent = group?.title || say("noGroup");
  if (!group) return;
  if (!staff().some((member) => member.id === chosen)) chosen = staff()[0]?.id ?? null;
  const topic = group.topics.find((item) => item.id === open) || null;
  if (open != null && !topic) {
    open = null;
    byId("window").dataset.open = "list";
  }
  byId("group-face").textContent = [...group.title][0];
  byId("group-status").textContent = `${group.members.length} ${say("members")}`;
  byId("topic-face").replaceWith(Object.assign(topicFace(topic), { id: "topic-face" }));
  byId("topic-name").textContent = topic ? topic.name : say("general");
  const busy = Date.now() < typing.until && typing.thread === open;
  byId("topic-status").textContent = busy ? `${typing.name} ${say("typing")}` : topic?.closed ? say("closed") : group.title;
  byId("topic-status").classList.toggle("busy", busy);
  byId("topic-menu").hidden = !topic;
  panel.area.placeholder = say(topic ? "answer" : "answerGeneral");
  const messages = inside(group, open);
  if (messages.length === 0) panel.empty(make("div", { class: "welcome" }, make("h2", {}, group.title), make("p", {}, say("teamWelcome"))));
  else panel.render(`${group.key}:${open}`, messages, chosen, true);
  if (!document.hidden && panel.log.offsetParent !== null) seen.set(open, messages.at(-1)?.id ?? 0);
  renderTopics(group);
  renderStaff();
}

export function happened(event) {
  const group = staffGroup();
  if (event.type === "typing" && event.chat === group?.key) {
    typing = { thread: event.thread ?? null, until: Date.now() + 5000, name: event.name };
    setTimeout(render, 5100);
  }
  if (event.type === "answer" && event.user === chosen) panel.answered(event);
  const created = event.type === "message" && event.chat === group?.key && event.message.service?.kind === "forum_topic_created";
  // The first conversation opens by itself, so that a visitor sees at once where it went.
  if (created && open === null && group.topics.length <= 1 && !matchMedia("(max-width: 860px)").matches) open = event.message.id;
}

byId("team-attach").addEventListener("click", attach);
byId("topic-menu").addEventListener("click", topicMenu);
byId("back").addEventListener("click", () => {
  byId("window").dataset.open = "list";
  render();
});

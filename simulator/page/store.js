// What the page knows of the world: loaded once, then kept up to date by the event stream.
export const world = { bots: [], users: [], chats: new Map(), groups: [], ready: false };
const listeners = new Set();

export function onChange(listener) {
  listeners.add(listener);
}

function tell(event) {
  for (const listener of listeners) listener(event);
}

function load(state) {
  world.bots = state.bots;
  world.users = state.users;
  world.groups = state.groups;
  world.chats.clear();
  for (const chat of [...state.chats, ...state.groups]) remember(chat);
  world.ready = true;
}

function remember(chat) {
  world.chats.set(chat.key, { ...chat, messages: new Map(chat.messages.map((message) => [message.id, message])) });
}

function chatOf(key) {
  if (!world.chats.has(key)) {
    const [, bot, user] = key.split(":").map(Number);
    remember({ key, bot, user, started: false, blocked: false, keyboard: null, messages: [] });
  }
  return world.chats.get(key);
}

function keyboardAfter(chat, message) {
  if (message.keyboard) chat.keyboard = message.keyboard.remove_keyboard ? null : message.keyboard;
  if (message.author === chat.user) chat.started = true;
}

function apply(event) {
  if (event.type === "state") return load(event.state);
  if (!event.chat) return undefined;
  const chat = chatOf(event.chat);
  if (event.type === "message") {
    chat.messages.set(event.message.id, event.message);
    keyboardAfter(chat, event.message);
  } else if (event.type === "edit" || event.type === "reaction") {
    if (chat.messages.has(event.message.id)) chat.messages.set(event.message.id, event.message);
  } else if (event.type === "delete") {
    chat.messages.delete(event.id);
  } else if (event.type === "topics") {
    chat.topics = event.topics;
  } else if (event.type === "topic_deleted") {
    for (const [id, message] of chat.messages) if (message.thread === event.id) chat.messages.delete(id);
  } else if (event.type === "blocked") {
    chat.blocked = event.blocked;
  }
  return undefined;
}

export function listen(onLost) {
  const source = new EventSource("/sim/events");
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    apply(event);
    tell(event);
  };
  source.onerror = onLost;
}

export function staffGroup() {
  const found = world.groups.filter((group) => !group.migrated_to).at(-1);
  return found ? world.chats.get(found.key) : null;
}

export function staff() {
  const group = staffGroup();
  return group ? group.members.filter((member) => !member.bot) : [];
}

export function people() {
  const working = new Set(world.groups.flatMap((group) => group.members.map((member) => member.id)));
  return world.users.filter((user) => !working.has(user.id));
}

export function privateChat(userId) {
  const bot = world.bots[0];
  return bot && userId ? chatOf(`p:${bot.id}:${userId}`) : null;
}

export async function act(action, values, file) {
  let body = JSON.stringify(values);
  let headers = { "Content-Type": "application/json" };
  if (file) {
    body = new FormData();
    for (const [name, value] of Object.entries(values)) if (value != null) body.append(name, value);
    body.append("file", file, file.name);
    headers = {};
  }
  const response = await fetch(`/sim/${action}`, { method: "POST", headers, body });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer.result;
}

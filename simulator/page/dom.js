// Small tools to build the page safely: text is always set as text, never as HTML.
import { say } from "./words.js";

export const byId = (id) => document.getElementById(id);

export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value == null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "role" && !name.startsWith("aria")) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null && child !== ""));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

const colours = new Map();

// Seven colours in turn, in the order in which people are first seen: neighbours differ.
export function colour(id) {
  if (!colours.has(id)) colours.set(id, (colours.size * 3 + 1) % 7);
  return colours.get(id);
}

export function face(id, name) {
  const letter = [...(name || "?")][0].toLocaleUpperCase();
  return make("span", { class: `face c${colour(id)}`, "aria-hidden": "true" }, letter);
}

export const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

// Keeps nodes whose content did not change, so that focus, scrolling and screen readers are left in peace.
export function reconcile(parent, items, build) {
  const known = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let before = null;
  for (const item of items) {
    let node = known.get(item.key);
    if (!node || node.dataset.sign !== item.sign) {
      const fresh = build(item);
      fresh.dataset.key = item.key;
      fresh.dataset.sign = item.sign;
      if (node) node.replaceWith(fresh);
      node = fresh;
    }
    known.delete(item.key);
    const place = before ? before.nextElementSibling : parent.firstElementChild;
    if (place !== node) parent.insertBefore(node, place);
    before = node;
  }
  for (const node of known.values()) node.remove();
}

export function toast(text) {
  const node = make("div", { class: "toast" }, text);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), 4500);
}

let menuOwner = null;

export function closeMenu(focusOwner = false) {
  const menu = byId("menu");
  if (menu.hidden) return;
  menu.hidden = true;
  menu.replaceChildren();
  menuOwner?.setAttribute("aria-expanded", "false");
  if (focusOwner) menuOwner?.focus();
  menuOwner = null;
}

function menuButton(item) {
  const run = () => {
    closeMenu(true);
    item.run();
  };
  return make("button", { role: "menuitem", class: item.danger ? "danger" : "", type: "button", onclick: run },
    item.icon ? icon(item.icon) : "", make("span", { dir: "auto" }, item.text));
}

export function openMenu(owner, items, moods) {
  if (menuOwner === owner) return closeMenu(true);
  closeMenu();
  const menu = byId("menu");
  menuOwner = owner;
  owner.setAttribute("aria-expanded", "true");
  const nodes = items.map((item) => (item.title ? make("h2", {}, item.title) : menuButton(item)));
  if (moods) nodes.unshift(make("div", { class: "moods" }, ...moods.map(menuButton)));
  menu.replaceChildren(...nodes);
  menu.hidden = false;
  const spot = owner.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = Math.min(Math.max(8, spot.left), innerWidth - size.width - 8);
  const below = spot.bottom + 6 + size.height < innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.max(8, below ? spot.bottom + 6 : spot.top - size.height - 6)}px`;
  menu.querySelector("button")?.focus();
  return undefined;
}

document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#menu") && !menuOwner?.contains(event.target)) closeMenu();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenu(true);
  const menu = byId("menu");
  if (menu.hidden || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const buttons = [...menu.querySelectorAll("button")];
  const next = buttons.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  buttons.at(next % buttons.length).focus();
});

export function ask(title, fields, confirm, danger = false) {
  const dialog = byId("dialog");
  return new Promise((resolve) => {
    const form = make("form", { method: "dialog" }, make("h2", {}, title), ...fields,
      make("div", { class: "row" },
        make("button", { type: "button", onclick: () => dialog.close("") }, say("cancel")),
        make("button", { class: `primary${danger ? " danger" : ""}`, value: "yes" }, confirm)));
    dialog.replaceChildren(form);
    dialog.returnValue = "";
    dialog.onclose = () => resolve(dialog.returnValue === "yes" ? new FormData(form) : null);
    dialog.showModal();
  });
}

export function fit(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 130)}px`;
}

export const narrow = () => matchMedia("(max-width: 699px)").matches;

export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message);
    return null;
  }
}

// One message as a node: text with its formatting, pictures, cards, buttons, reactions.
import { clock, colour, icon, make } from "./dom.js";
import { say } from "./words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};
const SAFE = /^(https?:\/\/|tel:|mailto:)/i;

function link(address, ...children) {
  if (!SAFE.test(address)) return make("span", {}, ...children);
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function wrap(entity, piece, inner) {
  if (entity.type === "text_link") return link(entity.url, ...inner);
  if (entity.type === "url") return link(SAFE.test(piece) ? piece : `https://${piece}`, ...inner);
  if (entity.type === "email") return link(`mailto:${piece}`, ...inner);
  if (entity.type === "phone_number") return link(`tel:${piece.replace(/[^+\d]/g, "")}`, ...inner);
  const node = make(TAGS[entity.type] || "span", {}, ...inner);
  if (entity.type === "spoiler") {
    node.className = "spoiler";
    node.tabIndex = 0;
  }
  return node;
}

// Entities count UTF-16 units, as JavaScript does. They are sorted: outer ones come first.
export function formatted(text, entities, start = 0, end = text.length) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || entity.offset >= end) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = entities.slice(index + 1).filter((other) => other.offset + other.length <= stop);
    nodes.push(wrap(entity, text.slice(entity.offset, stop), formatted(text, inner, entity.offset, stop)));
    at = stop;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function picture(media) {
  if (media.kind === "photo" || (media.kind === "sticker" && media.mime.startsWith("image/"))) {
    return make("img", { src: media.url, alt: say(media.kind), loading: "lazy", width: media.width || 320, height: media.height || 240 });
  }
  return make("video", { src: media.url, controls: true, preload: "metadata" });
}

const PICTURES = ["photo", "video", "animation", "video_note", "sticker"];

function fileCard(media) {
  const size = media.size > 1e6 ? `${(media.size / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(media.size / 1000))} kB`;
  const title = media.name || say(media.kind === "voice" ? "voiceShort" : media.kind);
  return make("a", { class: "filecard", href: media.url, download: media.name || "" },
    make("i", {}, icon(media.kind === "voice" || media.kind === "audio" ? "mic" : "file")),
    make("span", { dir: "auto" }, title, make("small", {}, `${say(media.kind === "voice" ? "voiceShort" : media.kind)} · ${size}`)));
}

function placeCard(message) {
  const { latitude, longitude } = message.location;
  const point = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const title = message.venue ? message.venue.title : say("location");
  const address = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return make("a", { class: "place", href: address, target: "_blank", rel: "noopener noreferrer", title: say("openMap") },
    make("div", { class: "map" }, icon("pin")),
    make("div", {}, make("b", { dir: "auto" }, title), message.venue ? message.venue.address : "", make("span", {}, ` ${point}`)));
}

export function summary(message) {
  if (message.text) return message.text;
  if (message.media) return say(message.media.kind === "voice" ? "voiceShort" : message.media.kind);
  if (message.location) return say("location");
  if (message.contact) return say("contactShort");
  return message.service ? say(message.service.kind) : "";
}

function buttonRow(row, context, message) {
  return make("div", { class: "row" }, ...row.map((button) => {
    if (button.url) return link(button.url, button.text);
    const press = (event) => context.press(message, button, event.currentTarget);
    return make("button", { type: "button", dir: "auto", onclick: press }, button.text);
  }));
}

function meta(message, mine) {
  const ticks = mine ? make("span", { class: "ticks", "aria-hidden": "true" }, "✓✓") : "";
  return make("div", { class: "meta" }, message.forwarded ? say("forwarded") : "", message.edited ? make("span", {}, say("edited")) : "",
    make("time", {}, clock(message.date)), ticks);
}

function quoted(message, context) {
  const { reply } = message;
  const text = reply.text || (reply.media ? say(reply.media) : say("messageGone"));
  return make("button", { type: "button", class: "quoted", onclick: () => context.show(reply.id) },
    make("b", { dir: "auto" }, reply.name), make("span", { dir: "auto" }, text));
}

function reactions(message) {
  const counted = new Map();
  for (const { emoji } of message.reactions) counted.set(emoji, (counted.get(emoji) || 0) + 1);
  return make("div", { class: "reactions" }, ...[...counted].map(([emoji, count]) =>
    make("span", { "data-emoji": emoji }, count > 1 ? `${emoji} ${count}` : emoji)));
}

function service(message) {
  const { kind, data } = message.service;
  const what = data && data.name ? ` « ${data.name} »` : "";
  const text = kind.startsWith("migrate") ? say(kind) : `${message.from.name} ${say(kind)}${what}`;
  return make("div", { class: "service", dir: "auto" }, text);
}

export function bubble(message, album, mine, context) {
  if (message.service) return service(message);
  const shown = album.filter((part) => part.media && PICTURES.includes(part.media.kind)).map((part) => picture(part.media));
  const files = album.filter((part) => part.media && !PICTURES.includes(part.media.kind)).map((part) => fileCard(part.media));
  const worded = album.find((part) => part.text) || message;
  const body = make("div", { class: "bubble" },
    context.authors && !mine ? make("div", { class: `author n${colour(message.author)}`, dir: "auto" }, message.from.name,
      message.from.bot ? make("span", { class: "tag" }, ` ${say("isBot")}`) : "") : "",
    message.reply ? quoted(message, context) : "",
    shown.length ? make("div", { class: `photos${shown.length > 1 ? " many" : ""}` }, ...shown) : "",
    ...files,
    message.location ? placeCard(message) : "",
    message.contact ? make("div", { class: "filecard" }, make("i", {}, icon("plus")),
      make("span", { dir: "auto" }, message.contact.first_name, make("small", {}, message.contact.phone_number))) : "",
    worded.text ? make("div", { class: "text", dir: "auto" }, ...formatted(worded.text, worded.entities)) : "",
    message.reactions.length ? reactions(message) : "",
    meta(message, mine));
  const more = make("button", { type: "button", class: "act", "aria-label": say("actions"), "aria-haspopup": "menu",
    onclick: (event) => context.actions(message, mine, event.currentTarget) }, icon("more"));
  return make("div", { class: `message${mine ? " mine" : ""}`, "data-id": message.id }, body,
    message.buttons ? make("div", { class: "buttons" }, ...message.buttons.map((row) => buttonRow(row, context, message))) : "", more);
}

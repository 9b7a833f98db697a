// Puts the two halves together.
import { listen, onChange, world } from "./store.js";
import { byId, closeMenu, toast } from "./dom.js";
import * as phone from "./phone.js";
import * as team from "./team.js";
import { say, speakPage, switchLanguage } from "./words.js";

let planned = false;

function badge(id, count, visible) {
  const node = byId(id);
  node.hidden = !count || visible;
  node.textContent = String(count);
}

function render() {
  planned = false;
  if (!world.ready) return;
  phone.render();
  team.render();
  badge("badge-phone", phone.unreadPhone(), document.body.dataset.tab === "phone");
  badge("badge-team", team.unreadTeam(), document.body.dataset.tab === "team");
  document.body.classList.toggle("used", [...world.chats.values()].some((chat) => chat.messages.size > 2));
}

function plan() {
  if (planned) return;
  planned = true;
  // A hidden tab gets no animation frames; it still has to stay up to date.
  if (document.hidden) setTimeout(render);
  else requestAnimationFrame(render);
}

function speak() {
  speakPage();
  const button = byId("language");
  button.textContent = say("languageButton");
  plan();
}

const tabs = [byId("tab-phone"), byId("tab-team")];

function showTab(tab) {
  closeMenu();
  document.body.dataset.tab = tab.dataset.tab;
  for (const other of tabs) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  plan();
}

for (const tab of tabs) {
  tab.addEventListener("click", () => showTab(tab));
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = tabs.find((item) => item !== tab);
    showTab(other);
    other.focus();
  });
}

byId("language").addEventListener("click", () => {
  switchLanguage();
  speak();
});
document.addEventListener("visibilitychange", plan);
addEventListener("resize", plan);

onChange((event) => {
  phone.happened(event);
  team.happened(event);
  plan();
});
let lost = 0;
listen(() => {
  if (Date.now() - lost > 10000) toast(say("offline"));
  lost = Date.now();
});
speak();

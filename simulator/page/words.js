// Words of the page in French and English; people's and staff's messages are never touched.
const WORDS = {
  fr: {
    lead: "Écrivez à gauche comme une personne dans la rue, répondez à droite comme l’équipe. Aucun compte n’est nécessaire.",
    tabPhone: "Téléphone", tabTeam: "Équipe", views: "Vues", switchLanguage: "Read this page in English", languageButton: "English",
    phoneLabel: "Le téléphone d’une personne", teamLabel: "Le groupe de l’équipe", who: "Qui écrit ?", asStaff: "Qui répond ?",
    writeAs: "Écrire comme", answerAs: "Répondre comme", newPerson: "Autre", bot: "robot, puis une équipe", typing: "écrit…",
    menu: "Plus d’actions", attach: "Joindre", write: "Votre message", answer: "Répondre à la personne", answerGeneral: "Écrire à l’équipe",
    send: "Envoyer", keyboard: "Réponses proposées", phoneLog: "Messages du téléphone", teamLog: "Messages de l’équipe", tryLabel: "À essayer",
    topics: "Conversations", back: "Retour aux conversations", start: "DÉMARRER", unblock: "DÉBLOQUER LE ROBOT",
    welcomeTitle: "Que voulez-vous demander ?", welcomeText: "Touchez une phrase ci-dessous, ou écrivez la vôtre dans n’importe quelle langue.",
    general: "Général", noTopics: "Quand le robot passe la main, la conversation apparaît ici.", members: "membres", closed: "fermé", open: "ouvert",
    noGroup: "Pas de groupe", photoFile: "Une photo…", photoSample: "Une photo d’exemple", file: "Un fichier…", voice: "Un message vocal (exemple)",
    position: "Envoyer une position", myPosition: "Ma vraie position", noPosition: "Position refusée par le navigateur.", contact: "Mon numéro de téléphone",
    block: "Bloquer le robot", restart: "Envoyer /start", reply: "Répondre", edit: "Modifier", remove: "Supprimer", copy: "Copier le texte",
    editing: "Modifier le message", cancel: "Annuler", deleteTopic: "Supprimer le sujet", closeTopic: "Fermer le sujet", reopenTopic: "Rouvrir le sujet",
    sureTopic: "Supprimer ce sujet et tous ses messages ? Le robot n’en est pas averti.", name: "Prénom", language: "Langue du téléphone",
    create: "Commencer", edited: "modifié", photo: "Photo", video: "Vidéo", animation: "Animation", document: "Fichier", voiceShort: "Message vocal",
    audio: "Son", video_note: "Vidéo ronde", sticker: "Autocollant", location: "Position", contactShort: "Contact", openMap: "Voir sur OpenStreetMap",
    actions: "Actions sur ce message", forwarded: "transféré", offline: "Connexion perdue, nouvel essai…", messageGone: "message supprimé",
    forum_topic_created: "a ouvert le sujet", forum_topic_edited: "a modifié le sujet", forum_topic_closed: "a fermé le sujet",
    forum_topic_reopened: "a rouvert le sujet", new_chat_members: "a rejoint le groupe", left_chat_member: "a quitté le groupe",
    pinned_message: "a épinglé un message", migrate_to_chat_id: "Le groupe est devenu un supergroupe.", migrate_from_chat_id: "Le groupe est devenu un supergroupe.",
    teamWelcome: "Chaque personne que le robot ne sait pas aider a son sujet à gauche. Ici, l’équipe se parle.",
    isBot: "robot", unread: "non lus",
  },
  en: {
    lead: "Write on the left as someone in the street, answer on the right as the team. No account is needed.",
    tabPhone: "Phone", tabTeam: "Team", views: "Views", switchLanguage: "Lire cette page en français", languageButton: "Français",
    phoneLabel: "A person’s phone", teamLabel: "The team’s group", who: "Who writes?", asStaff: "Who answers?",
    writeAs: "Write as", answerAs: "Answer as", newPerson: "Someone else", bot: "a bot, then a team", typing: "is typing…",
    menu: "More actions", attach: "Attach", write: "Your message", answer: "Answer the person", answerGeneral: "Write to the team",
    send: "Send", keyboard: "Suggested answers", phoneLog: "Messages on the phone", teamLog: "Messages of the team", tryLabel: "Things to try",
    topics: "Conversations", back: "Back to the conversations", start: "START", unblock: "UNBLOCK THE BOT",
    welcomeTitle: "What would you like to ask?", welcomeText: "Tap a sentence below, or write your own in any language.",
    general: "General", noTopics: "When the bot hands over, the conversation appears here.", members: "members", closed: "closed", open: "open",
    noGroup: "No group", photoFile: "A photo…", photoSample: "A sample photo", file: "A file…", voice: "A voice message (sample)",
    position: "Send a position", myPosition: "My real position", noPosition: "The browser refused the position.", contact: "My phone number",
    block: "Block the bot", restart: "Send /start", reply: "Reply", edit: "Edit", remove: "Delete", copy: "Copy the text",
    editing: "Edit the message", cancel: "Cancel", deleteTopic: "Delete the topic", closeTopic: "Close the topic", reopenTopic: "Reopen the topic",
    sureTopic: "Delete this topic and all its messages? The bot is not told.", name: "First name", language: "Language of the phone",
    create: "Start", edited: "edited", photo: "Photo", video: "Video", animation: "Animation", document: "File", voiceShort: "Voice message",
    audio: "Sound", video_note: "Video message", sticker: "Sticker", location: "Position", contactShort: "Contact", openMap: "Open in OpenStreetMap",
    actions: "Actions on this message", forwarded: "forwarded", offline: "Connection lost, trying again…", messageGone: "deleted message",
    forum_topic_created: "opened the topic", forum_topic_edited: "changed the topic", forum_topic_closed: "closed the topic",
    forum_topic_reopened: "reopened the topic", new_chat_members: "joined the group", left_chat_member: "left the group",
    pinned_message: "pinned a message", migrate_to_chat_id: "The group became a supergroup.", migrate_from_chat_id: "The group became a supergroup.",
    teamWelcome: "Everyone whom the bot cannot help has a topic on the left. Here the team talks among themselves.",
    isBot: "bot", unread: "unread",
  },
};

export const LANGUAGES = {
  fr: "Français", en: "English", ar: "العربية", es: "Español", fa: "فارسی", ps: "پښتو", uk: "Українська", ru: "Русский", ro: "Română",
  ka: "ქართული", ti: "ትግርኛ", am: "አማርኛ", so: "Soomaali", tr: "Türkçe", sq: "Shqip", pt: "Português", bn: "বাংলা", ur: "اردو", zh: "中文",
  it: "Italiano", de: "Deutsch", pl: "Polski", hi: "हिन्दी", bg: "Български",
};

export const SUGGESTIONS = [
  ["fr", "J’ai faim"], ["ar", "وين أنام الليلة"], ["en", "I need a shower near gare du nord"],
  ["fr", "je veux parler à quelqu’un"], ["es", "¿Dónde puedo comer hoy?"],
];

export const SPOTS = [
  ["Paris, Gare du Nord", 48.8809, 2.3553], ["Bordeaux, gare St-Jean", 44.8256, -0.5563], ["Lyon, Part-Dieu", 45.7605, 4.8597],
  ["Marseille, St-Charles", 43.3027, 5.3806], ["Nantes, gare", 47.2173, -1.5417],
];

let current = stored() || (navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en");

function stored() {
  try {
    const kept = localStorage.getItem("language");
    return kept in WORDS ? kept : null;
  } catch {
    return null; // A browser that keeps nothing still shows the page.
  }
}

export function say(key) {
  return WORDS[current][key] ?? key;
}

export function language() {
  return current;
}

export function switchLanguage() {
  current = current === "fr" ? "en" : "fr";
  try {
    localStorage.setItem("language", current);
  } catch { /* kept for this visit only */ }
}

export function speakPage() {
  document.documentElement.lang = current;
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
  for (const node of document.querySelectorAll("[data-hint]")) node.placeholder = say(node.dataset.hint);
}

/** Every word the widget itself shows. French is Canadian: a no-break space before the colon, none before ; ! ? */

const en = {
  name: "CARM assistant",
  by: "By CFIB",
  open: "Ask about CARM",
  openUnread: "Ask about CARM: {count} new",
  close: "Close the chat",
  toggle: "Français",
  toggleLabel: "Passer au français",
  menu: "More options",
  restart: "Start over",
  download: "Download this conversation",
  delete: "Delete my data",
  conversation: "Conversation",
  welcome: "Hello! Ask me about CARM, CBSA’s system for the duties and taxes on goods you import.",
  welcomeMore: "I answer from dated sources, in English or in French, and you can ask for a CFIB Business Advisor at any time.",
  starters: "For example",
  starter1: "What is CARM?",
  starter2: "How much financial security do I need?",
  starter3: "My goods are stuck at the border",
  starter4: "Talk to an advisor",
  privacy: "Before you write",
  privacyText: "Your messages are stored so that we can answer you, and are deleted after a set period. Don’t share business, card or social insurance numbers. You can delete your conversation at any time, under “More options”.",
  privacyMore: "Privacy policy",
  message: "Your question",
  placeholder: "Write your question…",
  keys: "Enter sends, Shift+Enter starts a new line.",
  send: "Send",
  left: "{count} characters left",
  over: "{count} characters too many: please shorten your message.",
  you: "You",
  bot: "Assistant",
  advisor: "CFIB Business Advisor",
  system: "Information",
  typing: "The assistant is writing",
  replies: "Suggested replies",
  source: "Source:",
  sources: "Sources:",
  checked: "checked {date}",
  helpful: "Was this helpful?",
  yes: "Yes",
  no: "No",
  thanks: "Thank you.",
  word: "Why? (optional)",
  wordSent: "Thank you, your comment was sent.",
  pending: "Waiting to be sent",
  failed: "Not sent.",
  edit: "Edit and resend",
  offline: "You are offline. You can keep writing: your messages will be sent when the connection is back.",
  lost: "The connection was lost. Reconnecting… Your messages are kept.",
  back: "The connection is back.",
  slow: "You are writing faster than we can answer. Your message will be sent in a moment.",
  waiting: "Waiting for a CFIB Business Advisor. You can close this window: we keep your place.",
  waitingPlace: "Waiting for a CFIB Business Advisor. Your place in line: {place}.",
  human: "You are talking with {name}.",
  botBack: "The assistant is answering again.",
  news: "News",
  dismiss: "Hide this news",
  more: "Read more",
  deleteTitle: "Delete your data?",
  deleteText: "This erases your whole conversation from our records. It can’t be undone.",
  deleteYes: "Delete",
  deleteNo: "Keep",
  deleted: "Your conversation has been deleted.",
  downloaded: "The conversation was downloaded.",
  nothing: "There is no conversation yet.",
  error: "That did not work. Please try again.",
  chartFailed: "The image could not be shown. Here is what it says:",
  chartText: "Description of the image",
  files: "Files",
  newMessages: "New messages",
};

/** @type {typeof en} */
const fr = {
  name: "Assistant GCRA",
  by: "De la FCEI",
  open: "Questions sur la GCRA",
  openUnread: "Questions sur la GCRA : {count} non lus",
  close: "Fermer le clavardage",
  toggle: "English",
  toggleLabel: "Switch to English",
  menu: "Plus d’options",
  restart: "Recommencer",
  download: "Télécharger cette conversation",
  delete: "Supprimer mes données",
  conversation: "Conversation",
  welcome: "Bonjour! Posez-moi vos questions sur la GCRA, le système de l’ASFC pour les droits et les taxes sur les marchandises que vous importez.",
  welcomeMore: "Je réponds à partir de sources datées, en français ou en anglais, et vous pouvez demander un conseiller aux entreprises de la FCEI en tout temps.",
  starters: "Par exemple",
  starter1: "Qu’est-ce que la GCRA?",
  starter2: "Quel montant de garantie financière me faut-il?",
  starter3: "Mes marchandises sont bloquées à la frontière",
  starter4: "Parler à un conseiller",
  privacy: "Avant d’écrire",
  privacyText: "Vos messages sont conservés pour que nous puissions vous répondre, puis supprimés après un délai fixe. Ne donnez pas de numéro d’entreprise, de carte ou d’assurance sociale. Vous pouvez supprimer votre conversation en tout temps, sous « Plus d’options ».",
  privacyMore: "Politique de confidentialité",
  message: "Votre question",
  placeholder: "Écrivez votre question…",
  keys: "Entrée envoie le message, Maj+Entrée change de ligne.",
  send: "Envoyer",
  left: "Il reste {count} caractères",
  over: "{count} caractères de trop : veuillez raccourcir votre message.",
  you: "Vous",
  bot: "Assistant",
  advisor: "Conseiller aux entreprises de la FCEI",
  system: "Information",
  typing: "L’assistant écrit",
  replies: "Réponses suggérées",
  source: "Source :",
  sources: "Sources :",
  checked: "vérifiée le {date}",
  helpful: "Réponse utile?",
  yes: "Oui",
  no: "Non",
  thanks: "Merci.",
  word: "Pourquoi? (facultatif)",
  wordSent: "Merci, votre commentaire a été envoyé.",
  pending: "En attente d’envoi",
  failed: "Non envoyé.",
  edit: "Modifier et renvoyer",
  offline: "Vous êtes hors ligne. Vous pouvez continuer à écrire : vos messages seront envoyés au retour de la connexion.",
  lost: "La connexion a été interrompue. Reconnexion… Vos messages sont conservés.",
  back: "La connexion est rétablie.",
  slow: "Vous écrivez plus vite que nous ne pouvons répondre. Votre message sera envoyé dans un instant.",
  waiting: "En attente d’un conseiller aux entreprises de la FCEI. Vous pouvez fermer cette fenêtre : nous gardons votre place.",
  waitingPlace: "En attente d’un conseiller aux entreprises de la FCEI. Votre rang dans la file : {place}.",
  human: "Vous parlez avec {name}.",
  botBack: "L’assistant répond de nouveau.",
  news: "Nouvelles",
  dismiss: "Masquer cette nouvelle",
  more: "En savoir plus",
  deleteTitle: "Supprimer vos données?",
  deleteText: "Toute votre conversation sera effacée de nos dossiers. Cette action est irréversible.",
  deleteYes: "Supprimer",
  deleteNo: "Conserver",
  deleted: "Votre conversation a été supprimée.",
  downloaded: "La conversation a été téléchargée.",
  nothing: "Il n’y a pas encore de conversation.",
  error: "Cela n’a pas fonctionné. Veuillez réessayer.",
  chartFailed: "L’image n’a pas pu être affichée. Voici ce qu’elle indique :",
  chartText: "Description de l’image",
  files: "Fichiers",
  newMessages: "Nouveaux messages",
};

export const STRINGS = { en, fr };

/** @param {Language} language @param {Key} key @param {Record<string, string | number>} [values] */
export function say(language, key, values = {}) {
  return STRINGS[language][key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** @param {unknown} tag @returns {Language | null} */
export function languageOf(tag) {
  const primary = String(tag ?? "").trim().toLowerCase().split(/[-_]/)[0];
  return primary === "en" || primary === "fr" ? primary : null;
}

/** "November 23, 2026", "1er mai 2025", or "". @param {string} iso @param {Language} language */
export function longDate(iso, language) {
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return "";
  const written = new Intl.DateTimeFormat(`${language}-CA`, { dateStyle: "long", timeZone: "UTC" }).format(day);
  return language === "fr" ? written.replace(/^1 /, "1er ") : written;
}

/** @param {string} iso @param {Language} language */
export function clockTime(iso, language) {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return "";
  return new Intl.DateTimeFormat(`${language}-CA`, { hour: "numeric", minute: "2-digit" }).format(instant);
}

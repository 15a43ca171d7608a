/**
 * The chat on any page:  <script type="module" src="https://…/widget/carm-chat.js" data-lang="fr"></script>
 *
 * The tag adds a <carm-chat> element unless the page has one. Options, on either: data-lang (else the page's language), data-gateway
 * (else where this file came from), data-privacy (https address of a privacy policy). A page's policy needs no more than
 * script-src <gateway>; connect-src <gateway>.
 */
// All are named here so that the browser fetches them at once, not one after another.
import "./gateway.js";
import "./keep.js";
import "./markup.js";
import "./session.js";
import "./view.js";
import { Chat } from "./chat.js";
import { languageOf } from "./strings.js";
import { styleSheet } from "./styles.js";

class CarmChat extends HTMLElement {
  /** @type {Chat | undefined} */
  #chat;
  #attached = new AbortController();

  connectedCallback() {
    if (!this.#chat) {
      const { lang, gateway = new URL("..", import.meta.url).href, privacy } = this.dataset;
      const language = languageOf(lang) ?? languageOf(document.documentElement.lang) ?? languageOf(navigator.language) ?? "en";
      this.#chat = new Chat({ address: new URL(gateway, document.baseURI).href, language, privacy });
      const shadow = this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [styleSheet()];
      shadow.append(this.#chat.root);
    }
    const { root } = this.#chat;
    if (root.showPopover) {
      // The top layer: there, a page that transforms or clips its body can't move or cut the chat.
      root.popover = "manual";
      root.showPopover();
    }
    this.#attached = new AbortController();
    this.#chat.attach(this.#attached.signal);
  }

  disconnectedCallback() {
    this.#attached.abort();
  }

  open() {
    this.#chat?.open(true);
  }

  close() {
    this.#chat?.close(true);
  }
}

if (!customElements.get("carm-chat")) {
  customElements.define("carm-chat", CarmChat);
  // Modules have no `document.currentScript`.
  const tag = [...document.scripts].find(({ src }) => src === import.meta.url);
  if (tag && !document.querySelector("carm-chat")) {
    const chat = document.createElement("carm-chat");
    Object.assign(chat.dataset, tag.dataset);
    const add = () => document.body.append(chat);
    if (document.body) add();
    // An async tag may run early.
    else addEventListener("DOMContentLoaded", add);
  }
}

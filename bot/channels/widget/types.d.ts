// Names for the shapes that the widget's modules pass around. For `tsc --checkJs` and for readers: browsers never load this file.

type Language = "en" | "fr";
type Key = keyof (typeof import("./strings.js"))["STRINGS"]["en"];

// markup.js
type Inline =
  | string
  | { type: "bold"; children: Inline[] }
  | { type: "link"; href: string; children: Inline[] }
  | { type: "break" };
type Block =
  | { type: "paragraph"; children: Inline[] }
  | { type: "bullets"; items: Inline[][] }
  | { type: "steps"; start: number; items: Inline[][] };

// gateway.js: what the gateway sends, once it has been checked
type Author = "person" | "bot" | "advisor" | "system";
type Choice = { id: string; title: string };
type Message = {
  number: number;
  author: Author;
  /** the advisor's name, else "" */
  name: string;
  /** ISO instant */
  at: string;
  language: Language;
  /** small markup; plain words when a person wrote it */
  text: string;
  outcome: string;
  clientId: string;
  buttons: Choice[];
  /** `url` is null when it is no address to link to; `checked` is an ISO day */
  sources: { title: string; url: string | null; checked: string }[];
  image: { url: string | null; alt: string; isChart: boolean } | null;
  files: { title: string; url: string }[];
  /** an advisor has finished: the person may say whether that helped */
  endsHandOff: boolean;
  wantsPicture: boolean;
  helpful: boolean | null;
};
type Owner = "bot" | "waiting" | "human";
/** `place` is the place in the queue, from 1, or 0 when the gateway doesn't tell it. */
type Ownership = { owner: Owner; advisor: string; place: number };
type News = { id: string; date: string; text: string; url: string | null; language: Language };
/** What anyone may know. `days` is how long a conversation is kept, 0 while that isn't known. */
type About = { news: News[]; days: number; telegram: boolean };
type RequestOptions = { signal?: AbortSignal; headers?: Record<string, string> };

// keep.js
type Store = { get(key: string): string | null; set(key: string, value: string): void; remove(key: string): void };
/** A message the gateway has not acknowledged. `failed` is why it never will, in the person's language. */
type Unsent = { client_id: string; text: string; button?: string; language: Language; at: string; failed?: string };

/** A picture that may yet be taken. `why` it was not: the gateway's words, "" where it was not reached. */
type KeptPicture = { picture: Blob; id: string; why: string };

// gateway.js: the stream
type SseEvent = { type: string; data: string };
type StreamOptions = {
  /** starts one request */
  open(signal: AbortSignal): Promise<Response>;
  onEvent(event: SseEvent): void;
  onState(online: boolean): void;
  /** told of an answer that a retry will not mend */
  onRefused(): void;
  /** milliseconds without a byte after which a connection counts as dead */
  silence?: number;
};

// session.js: what the page is told
type Change =
  | { kind: "history" }
  | { kind: "message"; message: Message }
  | { kind: "unsent"; entry: Unsent }
  | { kind: "sent"; clientId: string; message: Message }
  | { kind: "took-back"; entry: Unsent }
  | { kind: "state" }
  | { kind: "notice"; key: Key; words?: string };

// view.js: what the frame's controls do
type Handlers = Record<
  "open" | "close" | "toggle" | "menu" | "restart" | "telegram" | "erase" | "newest" | "picture" | "input" | "scroll",
  () => void
> & { save(kind: string): void; key(event: KeyboardEvent): void; submit(event: Event): void; enter(event: KeyboardEvent): void };

// view.js: what a message can ask of the rest
type Actions = {
  press(button: Choice): void;
  judge(message: Message, helpful: boolean, comment?: string): Promise<boolean | undefined>;
  file(url: string): Promise<Blob>;
  announce(words: string): void;
};

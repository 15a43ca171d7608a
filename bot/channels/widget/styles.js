/** A constructed sheet: pages may forbid inline styles. More under "Host element" in README.md. */
const CSS = `
:host { all: initial !important; display: block !important; position: fixed !important; inset: auto 0 0 auto !important; z-index: 2147483000 !important;
  direction: ltr !important; unicode-bidi: isolate !important; color-scheme: light !important; }
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
.root { --navy: #10294f; --hover: #1f4278; --blue: #1a5fb4; --pale: #f2f6fb; --tint: #e3ecf7; --line: #c3d0e0; --edge: #6b7c93; --text: #18222f; --muted: #4c5a6d;
  --bad: #a61b1b; --ring: var(--blue); --shadow: 0 .5em 2em rgb(16 41 79 / .3);
  position: fixed; inset: auto 1.25em 1.25em auto; padding: 0; border: 0; overflow: visible; background: none; color: var(--text);
  font: 1em/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; overflow-wrap: anywhere; }
button, input, textarea { font: inherit; color: inherit; }
:where(button, .file, a.solid) { min-width: 2.75em; min-height: 2.75em; padding: .4em .75em; border: 1px solid transparent; border-radius: .6em; background: none; cursor: pointer; }
h2, h3 { font-size: 1.1em; line-height: 1.3; }
ul, ol { padding: 0 0 0 1.35em; }
a { color: var(--blue); text-underline-offset: .15em; }
a:hover { text-decoration-thickness: .13em; }
:focus { outline: none; }
:focus-visible { outline: 3px solid var(--ring); outline-offset: 2px; }
.icon { width: 1.35em; height: 1.35em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.more .icon { stroke-width: 3; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.launcher, .head, .head button, .news, .newest, .field, .field button, .feedback, .thumb, .file, .typing { display: flex; align-items: center; }
.launcher { gap: .6em; padding: .75em 1.25em; border: 2px solid #fff; border-radius: 2em; background: var(--navy); color: #fff; font-weight: 600; box-shadow: var(--shadow); }
.launcher:hover, .solid:hover, .head button:hover { background: var(--hover); }
.badge { min-width: 1.7em; padding: 0 .45em; border-radius: 1em; background: #fff; color: var(--navy); font-size: .875em; }
.dialog { position: absolute; inset: auto 0 0 auto; display: flex; flex-direction: column; width: min(26em, 100vw - 2.5em); height: min(43em, 100vh - 2.5em); height: min(43em, 100dvh - 2.5em);
  border: 1px solid var(--line); border-radius: 1em; overflow: hidden; background: #fff; box-shadow: var(--shadow); animation: rise .16s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(.8em); } }
.head { position: relative; flex: none; gap: .25em; padding: .65em .6em .65em 1.1em; background: var(--navy); color: #fff; --ring: #fff; }
.titles { flex: 1; min-width: 0; line-height: 1.3; }
.titles p { color: #d5e1f1; font-size: .8em; }
.head button { justify-content: center; padding: .4em; }
.head .toggle { padding: 0 .75em; border-color: #8fa6c6; font-size: .875em; font-weight: 600; }
.menu { position: absolute; z-index: 2; inset: calc(100% - .2em) .6em auto auto; padding: .35em; border: 1px solid var(--line); border-radius: .7em; background: #fff; color: var(--text);
  box-shadow: var(--shadow); --ring: var(--blue); }
.menu button { width: 100%; padding: 0 .8em; justify-content: start; text-align: start; }
.head .menu button:hover, .reply:hover, .thumb:hover, .file:hover, .small:hover { background: var(--tint); }
.menu .danger { color: var(--bad); }
.bars { flex: none; max-height: 40%; overflow-y: auto; }
.status, .news { padding: .6em 1.1em; border-bottom: 1px solid var(--line); background: var(--tint); color: var(--navy); font-size: .9em; }
.status:empty { display: none; }
.status.bad { border-color: #e2c27a; background: #fff3d6; color: #4a3300; }
.news { align-items: start; padding: .5em .5em .5em 1.1em; border-inline-start: .3em solid var(--blue); background: #fff; color: var(--text); }
.news p { flex: 1; padding: .3em 0; }
.news time, .who b, .label, h2, h3 { font-weight: 650; }
.news time::after { content: " \\00b7"; }
.news button { min-width: 2.2em; min-height: 2.2em; padding: .3em; }

.scroll { position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1.1em; background: var(--pale); }
.scroll:focus-visible { outline-offset: -4px; }
.welcome > * + * { margin-top: .7em; }
.hello { color: var(--navy); font-weight: 650; }
.privacy { padding: .75em .9em; border: 1px solid var(--line); border-radius: .7em; background: #fff; color: var(--muted); font-size: .875em; }
.privacy h3 { color: var(--text); font-size: 1em; }
.msg { margin-bottom: 1.1em; }
.who { display: flex; flex-wrap: wrap; gap: 0 .6em; margin: 0 .2em .25em; }
.who, .sources, .fate, .feedback, .label, .typing, .hint, .count { color: var(--muted); font-size: .8125em; }
.bubble { width: fit-content; max-width: 96%; padding: .7em .95em; border: 1px solid var(--line); border-radius: .25em 1em 1em 1em; background: #fff; }
.bubble > * + * { margin-top: .6em; }
.bubble li + li { margin-top: .35em; }
.plain { white-space: pre-wrap; }
.person .who, .person .fate { justify-content: end; }
.person .bubble { max-width: 86%; margin-inline-start: auto; border-color: var(--navy); border-radius: 1em .25em 1em 1em; background: var(--navy); color: #fff; }
.unsent .bubble { border: 1px dashed #fff; outline: 1px solid var(--navy); }
.advisor .bubble { border-color: var(--blue); border-inline-start-width: .3em; }
.system .who { display: none; }
.system .bubble { margin: auto; padding: 0 1em; border: 0; background: none; color: var(--muted); font-size: .9em; text-align: center; }
.system .replies, .system .feedback { justify-content: center; }
.bubble .sources { margin-top: .8em; padding-top: .5em; border-top: 1px solid var(--line); }
.sources span + span::before { content: "; "; }
.fate:not(:empty) { display: flex; flex-wrap: wrap; align-items: center; gap: .2em .6em; margin: .3em .2em .5em; }
.bad { color: var(--bad); }
.replies { display: flex; flex-wrap: wrap; gap: .5em; margin-top: .6em; }
.reply, .small, .file, .quiet { border-color: var(--blue); background: #fff; color: #174f95; font-weight: 550; text-align: start; }
.reply { padding: .4em 1em; border-radius: 1.4em; }
a.solid { display: grid; place-items: center; text-decoration: none; }
.solid { border-color: var(--navy); background: var(--navy); color: #fff; font-weight: 600; }
.solid.danger { border-color: var(--bad); background: var(--bad); }
.feedback { flex-wrap: wrap; gap: .1em .3em; margin: .3em .2em 0; }
.thumb { gap: .35em; min-height: 2.4em; padding: 0 .7em; }
.down .icon { transform: scale(-1); }
.thumb[aria-pressed="true"] { border-color: var(--blue); background: var(--tint); color: var(--navy); font-weight: 650; }
.word, .system .feedback > span { flex-basis: 100%; }
.system .feedback > span { text-align: center; }
.word form { display: flex; align-items: end; gap: .5em; margin-top: .3em; }
.word label { flex: 1; min-width: 0; }
.word input { display: block; width: 100%; min-height: 2.75em; margin-top: .2em; padding: 0 .6em; border: 1px solid var(--edge); border-radius: .6em; background: #fff; color: var(--text); }
canvas { display: block; max-width: 100%; height: auto; }
summary { padding: .3em 0; color: #174f95; cursor: pointer; }
.bubble .files { padding: 0; list-style: none; }
.file { gap: .5em; }
.composer .file { position: relative; width: fit-content; margin-bottom: .5em; font-size: .875em; }
.composer .file:focus-within { outline: 3px solid var(--ring); outline-offset: 2px; }
.typing { gap: .3em; }
.typing i { width: .5em; height: .5em; border-radius: 50%; background: var(--edge); animation: blink 1.2s infinite; }
.typing i + i { animation-delay: .2s; }
.typing i + i + i { margin-inline-end: .4em; animation-delay: .4s; }
@keyframes blink { 50% { opacity: .25; } }
.newest { position: absolute; z-index: 1; inset: auto auto 7em 50%; transform: translateX(-50%); border-radius: 2em; white-space: nowrap; box-shadow: var(--shadow); }

.composer { flex: none; padding: .7em .8em .5em; border-top: 1px solid var(--line); background: #fff; }
.field { align-items: end; gap: .5em; }
textarea { flex: 1; min-width: 0; min-height: 2.75em; max-height: 9em; padding: .55em .8em; border: 1px solid var(--edge); border-radius: .6em; background: #fff; resize: none; }
textarea::placeholder { color: #5a687b; opacity: 1; }
textarea:focus-visible { outline-offset: -1px; }
.hint, .count { padding: .25em .2em 0; }
.count.bad { font-weight: 600; }
.veil { position: absolute; inset: 0; z-index: 3; display: grid; place-items: center; padding: 1em; overflow: auto; background: rgb(16 41 79 / .6); }
.confirm { display: grid; gap: .8em; max-width: 21em; padding: 1.2em; border: 1px solid var(--line); border-radius: .9em; background: #fff; }
.confirm div { display: flex; flex-wrap: wrap; justify-content: end; gap: .6em; }

@media (max-width: 480px) {
  .dialog { position: fixed; inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
  .titles p, .hint { display: none; }
  .dialog.keyboard { inset: var(--top) 0 auto; height: var(--high); }
}
/* At 400 % zoom all scrolls together. */
@media (max-height: 420px) {
  .dialog { position: fixed; inset: 0 0 0 auto; height: auto; border-radius: 0; overflow-y: auto; }
  .bars, .scroll { flex: none; max-height: none; overflow: visible; }
  .hint, .newest { display: none; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
@media (forced-colors: active) {
  .root, .head, .menu { --ring: Highlight; }
  button, .dialog, .head, .bubble, .status { border: 1px solid CanvasText; }
  .thumb[aria-pressed="true"] { border: 3px solid Highlight; }
  .unsent .bubble { border-style: dashed; }
  .typing i { background: CanvasText; }
}
@media print { :host { display: none !important; } }
`;

export function styleSheet() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}

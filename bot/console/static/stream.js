// A page's stream of events, while somebody looks at the page. Of the tabs that nobody looks at one keeps its stream, to tell of new cases:
// over HTTP/1.1 a browser has six connections to a host, and with one for every tab the seventh would not load.

const HIDDEN_TAB = "carm-desk-hidden-tab";
const HIDDEN_AFTER_MS = 1000;
const CONNECT_AGAIN_MS = 5000;

/** Call `heard[name]` for each event of that name; `open` and `error` are the connection's own. */
export function listen(address, heard) {
  let events = null;
  let again;
  let hidden = null;

  function open() {
    if (events && events.readyState !== EventSource.CLOSED) return;
    clearTimeout(again);
    const made = (events = new EventSource(address));
    for (const [name, tell] of Object.entries(heard)) made.addEventListener(name, tell);
    made.addEventListener("error", () => {
      if (made.readyState === EventSource.CLOSED) again = setTimeout(open, CONNECT_AGAIN_MS); // refused: browsers give up then
    });
  }

  function close() {
    clearTimeout(again);
    events?.close();
    events = null;
  }

  function hide() {
    if (!navigator.locks || hidden) return; // only pages on a safe address have locks; without them every tab keeps its stream
    hidden = new AbortController();
    const { signal } = hidden;
    const late = setTimeout(close, HIDDEN_AFTER_MS);
    const shown = new Promise((resolve) => signal.addEventListener("abort", resolve));
    const turn = () => {
      clearTimeout(late);
      open();
      return shown;
    };
    signal.addEventListener("abort", () => clearTimeout(late));
    navigator.locks.request(HIDDEN_TAB, { signal }, turn).catch(() => {}); // looked at again before its turn came
  }

  function show() {
    hidden?.abort();
    hidden = null;
    open();
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()));
  addEventListener("pagehide", close);
  open();
  if (document.hidden) hide();
}

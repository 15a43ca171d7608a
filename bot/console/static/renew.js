// Makes a part of the page like a newer one from the server and keeps every node that stays: focus and scrolling are not disturbed, and a
// screen reader reads out what was added, not the whole conversation again.

/** Renew `part`. Who was at something that is gone is left at the part, not at the top of the page. */
export function renew(part, newer) {
  const at = document.activeElement;
  const within = part.contains(at) && at !== part;
  become(part, newer);
  if (!within || document.activeElement === at) return;
  if (at.isConnected) at.focus();
  else {
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  }
}

function become(old, newer) {
  if (old.isEqualNode(newer)) return old;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== newer.nodeName || key(old) !== key(newer)) {
    old.replaceWith(newer);
    return newer;
  }
  for (const { name } of [...old.attributes]) if (!newer.hasAttribute(name) && !isOpenDetails(old, name)) old.removeAttribute(name);
  for (const { name, value } of newer.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const keyed = new Map([...old.children].filter(key).map((each) => [key(each), each]));
  let at = old.firstChild;
  for (const next of [...newer.childNodes]) {
    const same = key(next) ? keyed.get(key(next)) : at && !key(at) ? at : undefined;
    if (!same) old.insertBefore(next, at);
    else {
      if (same !== at) old.insertBefore(same, at);
      at = become(same, next).nextSibling;
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
  return old;
}

// What a node is about: a row or message that says so, or a form's step. Nodes about different things are never made into each other, so
// that a button under somebody's finger doesn't change its meaning.
const key = (node) => (node instanceof Element ? (node.getAttribute("data-key") ?? node.getAttribute("action")) : null);

// What a person opened stays open.
const isOpenDetails = (node, name) => node.nodeName === "DETAILS" && name === "open";

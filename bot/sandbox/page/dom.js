/** Makes elements; text always goes in as text nodes, so nothing a person typed can become markup. */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "tabIndex", "readOnly", "scrollTop"]);

/** h("button.primary", { type: "button", onclick }, "Save") — children may be nodes, text, lists or nothing. */
export function h(spec, props, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
  append(node, children);
  return node;
}

function setProp(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "class") node.className = `${node.className} ${value}`.trim();
  else if (name === "data") Object.assign(node.dataset, value);
  else if (typeof value === "function") node.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

/**
 * Bring a list on screen in line with `items` ({ key, sig, build }): what did not change keeps its node,
 * and with it the focus, an open menu, a half-typed word.
 */
export function reconcile(container, items) {
  const focus = rememberFocus(container);
  const known = new Map([...container.children].map((node) => [node.dataset.key, node]));
  let at = container.firstElementChild;
  for (const item of items) {
    let node = known.get(item.key);
    known.delete(item.key);
    if (!node || node.dataset.sig !== item.sig) {
      const fresh = item.build(node);
      fresh.dataset.key = item.key;
      fresh.dataset.sig = item.sig;
      if (node) {
        if (at === node) at = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (node === at) at = at.nextElementSibling;
    else container.insertBefore(node, at);
  }
  for (const node of known.values()) node.remove();
  restoreFocus(container, focus);
}

/** Which control inside `container` has the focus, by its `data-focus` name, and where its caret is. */
export function rememberFocus(container) {
  const active = document.activeElement;
  if (!active || !container.contains(active) || !active.dataset.focus) return null;
  const typed = active.matches("input, textarea") && active.selectionStart !== null;
  return { name: active.dataset.focus, caret: typed ? [active.selectionStart, active.selectionEnd] : null };
}

export function restoreFocus(container, focus) {
  if (!focus || container.contains(document.activeElement)) return;
  const node = container.querySelector(`[data-focus="${CSS.escape(focus.name)}"]`);
  if (!node) return;
  node.focus({ preventScroll: true });
  if (focus.caret && node.setSelectionRange) node.setSelectionRange(...focus.caret);
}

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled):not([type="hidden"]), textarea:not(:disabled), ' +
  'summary, [tabindex]:not([tabindex="-1"])';

export function focusable(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter((node) => node.tabIndex >= 0 && node.checkVisibility());
}

/** Says something to those who listen to the page instead of looking at it. */
export function announce(text) {
  const place = document.getElementById("announcer");
  replace(place, text);
}

let counter = 0;
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

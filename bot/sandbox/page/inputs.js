/** Text, number, e-mail and address inputs, with a counter where the length matters. */

import { h, replace } from "./dom.js";

const KINDS = { email_text_input: "email", url_text_input: "url" };

/** Where Slack sends the bot a word while one types: at Enter, at each letter, or not at all. */
const dispatches = (element, block, when) =>
  block.dispatch_action === true &&
  (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]).includes(when);

export function textInput(element, context) {
  const { host, block, names } = context;
  const multiline = element.multiline === true;
  const field = h(multiline ? "textarea.field" : "input.field", {
    type: multiline ? null : (KINDS[element.type] ?? "text"),
    rows: multiline ? 4 : null,
    value: host.value(block, element) ?? "",
    placeholder: element.placeholder?.text,
    autocomplete: "off",
    data: { focus: names.focusName },
    "aria-label": names.labelledBy ? null : names.label,
    "aria-labelledby": names.labelledBy,
    "aria-describedby": names.describedBy,
  });
  const counter = counted(field, element);
  field.addEventListener("input", () => {
    counter?.update();
    host.typed(block, element, field.value === "" ? null : field.value, {
      send: dispatches(element, block, "on_character_entered"),
    });
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || multiline) return;
    event.preventDefault();
    if (dispatches(element, block, "on_enter_pressed")) host.changed(block, element, field.value || null);
    else if (context.input) host.submit?.();
  });
  return counter ? h("div.counted", {}, field, counter.node) : field;
}

/** Letters left, as soon as they are few; letters missing, while there are too few. */
function counted(field, { min_length: least = 0, max_length: most }) {
  if (!least && !most) return null;
  const node = h("span.counter", { "aria-live": "polite" });
  const update = () => {
    const size = [...field.value].length;
    const left = most ? most - size : Infinity;
    node.classList.toggle("over", left < 0);
    if (size && size < least) replace(node, `at least ${least} characters`);
    else replace(node, most && left < Math.max(20, most * 0.25) ? String(left) : "");
  };
  update();
  return { node, update };
}

export function numberInput(element, context) {
  const { host, block, names } = context;
  const field = h("input.field.number", {
    type: "text",
    inputmode: element.is_decimal_allowed ? "decimal" : "numeric",
    value: host.value(block, element) ?? "",
    autocomplete: "off",
    placeholder: element.placeholder?.text,
    data: { focus: names.focusName },
    "aria-label": names.labelledBy ? null : names.label,
    "aria-labelledby": names.labelledBy,
    "aria-describedby": names.describedBy,
  });
  field.addEventListener("input", () =>
    host.typed(block, element, field.value.trim() || null, {
      send: dispatches(element, block, "on_character_entered"),
    }),
  );
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (dispatches(element, block, "on_enter_pressed"))
      host.changed(block, element, field.value.trim() || null);
    else if (context.input) host.submit?.();
  });
  return field;
}

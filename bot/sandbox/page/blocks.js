/** Block Kit's blocks, each placed as Slack places it. */

import { h, reconcile, uid } from "./dom.js";
import { drawElement, imageUrl } from "./elements.js";
import { markdown } from "./markdown.js";
import { plainText, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { picture } from "./tokens.js";

const DRAW = {
  section,
  header,
  context,
  divider: () => h("hr.rule"),
  actions,
  input,
  image,
  table,
  rich_text: (block, host) => richText(block, host.app),
  markdown: (block, host) => markdown(block.text, host.app),
};

/** Draws `blocks` into `box`; a block that did not change keeps its node and what is typed in it. */
export function drawBlocks(box, blocks, host) {
  const seen = new Map();
  const items = blocks.map((block, index) => {
    const named = block.block_id || `${block.type}-${index}`;
    const count = seen.get(named) ?? 0;
    seen.set(named, count + 1);
    return {
      key: count ? `${named}~${count}` : named,
      sig: JSON.stringify(block),
      build: () => drawBlock(block, host),
    };
  });
  reconcile(box, items);
}

function drawBlock(block, host) {
  const drawn =
    DRAW[block.type]?.(block, host) ?? h("div.not-drawn", {}, `(${block.type} is not drawn here)`);
  return h("div.block", { class: `block-${block.type}`, data: { block: block.block_id ?? "" } }, drawn);
}

function section(block, host) {
  const accessory =
    block.accessory &&
    drawElement(block.accessory, block, host, {
      label: block.accessory.placeholder?.text ?? block.text?.text,
    });
  const fields =
    block.fields &&
    h(
      "div.fields",
      {},
      block.fields.map((field) => h("div.block-field", {}, textObject(field, host.app))),
    );
  const words = h(
    "div.section-words",
    {},
    block.text && h("div.section-text", {}, textObject(block.text, host.app)),
    fields,
  );
  const kind = ["checkboxes", "radio_buttons"].includes(block.accessory?.type)
    ? "below"
    : block.accessory?.type === "image"
      ? "picture"
      : "";
  return h("div.section", {}, words, accessory && h("div.accessory", { class: kind }, accessory));
}

function header(block) {
  return h("div.block-heading", { role: "heading", "aria-level": 3 }, plainText(block.text));
}

function context(block, host) {
  const parts = block.elements.map((element) => {
    if (element.type === "image") return picture(imageUrl(element), element.alt_text, "img.context-image");
    return h("span.context-text", {}, textObject(element, host.app));
  });
  return h("div.context", {}, parts);
}

function actions(block, host) {
  return h(
    "div.actions",
    { role: "group" },
    block.elements.map((element) => drawElement(element, block, host)),
  );
}

/** An input with its label above, its hint and its error below. */
function input(block, host) {
  const label = uid("label");
  const note = uid("note");
  const error = h("div.field-error", { id: `${note}-error`, role: "alert", hidden: true });
  const element = drawElement(block.element, block, host, {
    label: block.label.text,
    labelledBy: label,
    describedBy: `${note} ${note}-error`,
    input: true,
    optional: block.optional === true,
  });
  const optional = block.optional && h("span.optional", {}, "(optional)");
  return h(
    "div.input-block",
    {},
    h("div.label", { id: label }, plainText(block.label), " ", optional),
    element,
    error,
    h("div.hint", { id: note }, block.hint && plainText(block.hint)),
  );
}

function image(block) {
  const title = block.title && h("figcaption", {}, plainText(block.title));
  return h("figure.image-block", {}, title, picture(imageUrl(block), block.alt_text, "img"));
}

function table(block, host) {
  const words = (cell) => (cell.type === "rich_text" ? richText(cell, host.app) : String(cell.text ?? ""));
  const [head, ...rows] = block.rows ?? [];
  const line = (row, tag) =>
    h(
      "tr",
      {},
      (row ?? []).map((cell) => h(tag, {}, words(cell))),
    );
  return h(
    "div.table-frame",
    {},
    h(
      "table",
      {},
      h("thead", {}, line(head, "th")),
      h(
        "tbody",
        {},
        rows.map((row) => line(row, "td")),
      ),
    ),
  );
}

/** rich_text blocks: sections, lists, quotes and preformatted text, as Slack's own composer writes them. */

import { h } from "./dom.js";
import { dateToken } from "./dates.js";
import { broadcast, channelLink, emojiNode, mention, safeLink } from "./tokens.js";

const ELEMENTS = {
  text: (part) => part.text.split("\n").flatMap((line, index) => [index ? h("br") : null, line]),
  link: (part, app) => safeLink(part.url, part.text || part.url, app),
  user: (part, app) => mention(part.user_id, "", app),
  usergroup: () => broadcast("subteam^", "@group"),
  channel: (part, app) => channelLink(part.channel_id, "", app),
  broadcast: (part) => broadcast(part.range, ""),
  emoji: (part) => emojiNode(part.name) ?? `:${part.name}:`,
  date: (part, app) => h("time", {}, dateToken(part.timestamp, part.format, app.zone(), app.now())),
  color: (part) => part.value,
};

const STYLES = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
];

function piece(part, app) {
  const drawn = ELEMENTS[part.type]?.(part, app) ?? "";
  return STYLES.reduce((node, [style, tag]) => (part.style?.[style] ? h(tag, {}, node) : node), drawn);
}

const pieces = (block, app) => (block.elements ?? []).map((part) => piece(part, app));

const SECTIONS = {
  rich_text_section: (block, app) => h("div.rich-section", {}, pieces(block, app)),
  rich_text_preformatted: (block, app) => h("pre.fence", {}, h("code", {}, pieces(block, app))),
  rich_text_quote: (block, app) => h("blockquote", {}, pieces(block, app)),
  rich_text_list: (block, app) =>
    h(
      block.style === "ordered" ? "ol" : "ul",
      {
        class: `rich-list indent-${Math.min(4, block.indent ?? 0)}`,
        start: block.style === "ordered" ? (block.offset ?? 0) + 1 : null,
      },
      block.elements.map((item) => h("li", {}, pieces(item, app))),
    ),
};

export function richText(block, app) {
  return h(
    "div.rich",
    {},
    (block.elements ?? []).map((section) => SECTIONS[section.type]?.(section, app)),
  );
}

/** The markdown block: ordinary Markdown (headings, lists, tables, fences, links) as DOM nodes. */

import { h } from "./dom.js";
import { emojiNode, safeLink } from "./tokens.js";

const INLINE =
  /(?<code>`[^`\n]+`)|(?<link>\[[^\]\n]+\]\([^)\s]+\))|(?<auto><?https?:\/\/[^\s<>]+[^\s<>.,;:!?'")]>?)|(?<strong>\*\*[^\n]+?\*\*)|(?<strike>~~[^\n]+?~~)|(?<em>(?<![\p{L}\p{N}])[*_](?=\S)[^*_\n]+?(?<=\S)[*_](?![\p{L}\p{N}]))|(?<emoji>:[a-z0-9_+-]+:)|\\(?<plain>[\\`*_{}[\]()#+.!|~-])/gu;

function inline(text, app) {
  const out = [];
  let last = 0;
  for (const found of text.matchAll(INLINE)) {
    out.push(text.slice(last, found.index), token(found, app));
    last = found.index + found[0].length;
  }
  return [...out, text.slice(last)];
}

function token({ 0: whole, groups }, app) {
  if (groups.code) return h("code", {}, whole.slice(1, -1));
  if (groups.strong) return h("strong", {}, inline(whole.slice(2, -2), app));
  if (groups.strike) return h("s", {}, inline(whole.slice(2, -2), app));
  if (groups.em) return h("em", {}, inline(whole.slice(1, -1), app));
  if (groups.emoji) return emojiNode(whole.slice(1, -1)) ?? whole;
  if (groups.plain) return groups.plain;
  if (groups.auto) return safeLink(whole.replace(/^<|>$/g, ""), whole.replace(/^<|>$/g, ""), app);
  const [, label, address] = /^\[(.+)\]\((.+)\)$/.exec(whole);
  return safeLink(address, inline(label, app), app);
}

const ITEM = /^( *)([-*+]|\d{1,4}[.)]) +(.*)$/;

/** Each rule looks at the lines from `at` on and gives [node, next line], or nothing. */
const RULES = [fence, heading, rule, quote, table, list];

export function markdown(text, app) {
  const lines = String(text ?? "")
    .replace(/\r\n?/g, "\n")
    .split("\n");
  return h("div.markdown", {}, blocks(lines, app));
}

function blocks(lines, app) {
  const out = [];
  let at = 0;
  while (at < lines.length) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const [node, next] = RULES.map((look) => look(lines, at, app)).find(Boolean) ?? paragraph(lines, at, app);
    out.push(node);
    at = next;
  }
  return out;
}

function paragraph(lines, start, app) {
  let at = start + 1;
  while (at < lines.length && lines[at].trim() && !RULES.some((look) => look(lines, at, app))) at += 1;
  const texts = lines
    .slice(start, at)
    .flatMap((line, index) => [index ? h("br") : null, ...inline(line, app)]);
  return [h("p", {}, texts), at];
}

function fence(lines, start) {
  if (!/^ *```/.test(lines[start])) return null;
  let end = start + 1;
  while (end < lines.length && !/^ *```/.test(lines[end])) end += 1;
  return [h("pre.fence", {}, h("code", {}, lines.slice(start + 1, end).join("\n"))), end + 1];
}

function heading(lines, at, app) {
  const found = /^(#{1,6}) +(.*?)#* *$/.exec(lines[at]);
  if (!found) return null;
  return [
    h(
      "div.md-heading",
      { class: `level-${found[1].length}`, role: "heading", "aria-level": found[1].length + 2 },
      inline(found[2], app),
    ),
    at + 1,
  ];
}

function rule(lines, at) {
  return /^ {0,3}([-*_])( *\1){2,} *$/.test(lines[at]) ? [h("hr"), at + 1] : null;
}

function quote(lines, start, app) {
  let at = start;
  while (at < lines.length && /^ *>/.test(lines[at])) at += 1;
  if (at === start) return null;
  return [
    h(
      "blockquote",
      {},
      blocks(
        lines.slice(start, at).map((line) => line.replace(/^ *> ?/, "")),
        app,
      ),
    ),
    at,
  ];
}

const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function table(lines, start, app) {
  if (
    !lines[start].includes("|") ||
    !/^[ |:-]*-[ |:-]*$/.test(lines[start + 1] ?? "") ||
    !lines[start + 1].includes("|")
  )
    return null;
  let at = start + 2;
  const rows = [];
  while (at < lines.length && lines[at].includes("|")) rows.push(cells(lines[at++]));
  const head = h(
    "tr",
    {},
    cells(lines[start]).map((cell) => h("th", { scope: "col" }, inline(cell, app))),
  );
  const body = rows.map((row) =>
    h(
      "tr",
      {},
      row.map((cell) => h("td", {}, inline(cell, app))),
    ),
  );
  return [h("div.table-frame", {}, h("table", {}, h("thead", {}, head), h("tbody", {}, body))), at];
}

function list(lines, start, app) {
  const first = ITEM.exec(lines[start]);
  if (!first) return null;
  const ordered = /\d/.test(first[2]);
  const items = [];
  let at = start;
  while (at < lines.length) {
    const found = ITEM.exec(lines[at]);
    const deeper =
      /^ {2,}\S/.test(lines[at]) && items.length > 0 && !(found && found[1].length <= first[1].length);
    if (deeper)
      items.at(-1).rest.push(lines[at].slice(Math.min(lines[at].search(/\S/), first[1].length + 2)));
    else if (found && found[1].length === first[1].length && /\d/.test(found[2]) === ordered)
      items.push({ text: found[3], rest: [] });
    else break;
    at += 1;
  }
  const drawn = items.map(({ text, rest }) => h("li", {}, item(text, app), blocks(rest, app)));
  return [h(ordered ? "ol" : "ul", { start: ordered ? Number.parseInt(first[2], 10) : null }, drawn), at];
}

function item(text, app) {
  const task = /^\[([ xX])\] (.*)$/.exec(text);
  if (!task) return inline(text, app);
  const done = task[1] !== " ";
  return [
    h("input", { type: "checkbox", checked: done, disabled: true, "aria-label": done ? "done" : "to do" }),
    " ",
    ...inline(task[2], app),
  ];
}

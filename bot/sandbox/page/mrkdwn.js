/** Slack's mrkdwn as DOM nodes: blocks of lines first (fences, quotes, bullets), then what stands inside a line. */

import { h } from "./dom.js";
import { mention, channelLink, broadcast, dated, safeLink, emojiNode } from "./tokens.js";

/** `app` knows people, channels and the reader's zone; `verbatim` leaves bare addresses alone. */
export function mrkdwn(text, app, { verbatim = false } = {}) {
  const clean = String(text ?? "")
    .replace(/\r\n?/g, "\n")
    .replace(/[\uE000-\uF8FF]/g, "");
  const pieces = clean.split(/```/);
  return pieces.flatMap((piece, index) => {
    const fenced = index % 2 === 1 && (index < pieces.length - 1 || pieces.length % 2 === 1);
    if (fenced) return [h("pre.fence", {}, h("code", {}, decode(piece.replace(/^\n|\n$/g, ""))))];
    const open = index % 2 === 1 ? "```" : "";
    return lines(trimNextToFence(open + piece, index, pieces.length), app, verbatim);
  });
}

const trimNextToFence = (piece, index, count) =>
  piece.replace(index > 0 ? /^\n/ : /^(?!)/, "").replace(index < count - 1 ? /\n$/ : /(?!)$/, "");

const KINDS = [
  ["quote", /^(?:&gt;|>) ?(.*)$/],
  ["bullet", /^( *)([•◦▪‣]|-(?= )|\d{1,3}\.(?= )) ?(.*)$/],
];

function kindOf(line) {
  for (const [kind, pattern] of KINDS) {
    const found = pattern.exec(line);
    if (found) return [kind, found];
  }
  return ["plain", null];
}

function lines(text, app, verbatim) {
  const out = [];
  let group = [];
  let groupKind = "plain";
  const close = () => {
    if (group.length && groupKind === "quote")
      out.push(h("blockquote", {}, lines(group.join("\n"), app, verbatim)));
    else if (group.length) out.push(h("span.line", {}, inline(group.join("\n"), app, verbatim)));
    group = [];
  };
  for (const line of text === "" ? [] : text.split("\n")) {
    const [kind, found] = kindOf(line);
    if (kind !== groupKind || kind === "bullet") close();
    groupKind = kind;
    if (kind === "bullet") out.push(bullet(found, app, verbatim));
    else group.push(kind === "quote" ? found[1] : line);
  }
  close();
  return withBreaks(out);
}

function bullet([, indent, mark, rest], app, verbatim) {
  const depth = Math.min(3, Math.floor(indent.length / 2));
  return h(
    "span.bullet",
    { class: `depth-${depth}` },
    h("span.mark", {}, `${mark} `),
    h("span", {}, inline(rest, app, verbatim)),
  );
}

/** A run of plain lines that follows another run needs its line break back; boxes (quotes, bullets) bring their own. */
function withBreaks(nodes) {
  return nodes.map((node) => {
    if (node.classList.contains("line") && node.childNodes.length === 0) return h("br");
    return node;
  });
}

const ATOM =
  /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+'-]+(?:::skin-tone-\d)?):|(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]}])/g;
const STYLE = /(^|[^\p{L}\p{N}*_~])([*_~])(?=[^\s*_~]|[*_~](?!\2))(.*?[^\s])\2(?![\p{L}\p{N}])/u;
const TAGS = { "*": "strong", _: "em", "~": "s" };
const FIRST = 0xe000;

/** Tokens become single private characters first, so that a `*` inside an address or code is no emphasis. */
export function inline(text, app, verbatim = false) {
  const atoms = [];
  const flat = text.replace(ATOM, (whole, token, code, name, address) => {
    const node = atomOf({ token, code, name, address: verbatim ? undefined : address }, app);
    if (!node || atoms.length >= 6000) return whole;
    atoms.push(node);
    return String.fromCharCode(FIRST + atoms.length - 1);
  });
  return flat.split("\n").flatMap((line, index) => [index ? h("br") : null, ...styled(line, atoms)]);
}

function atomOf({ token, code, name, address }, app) {
  if (token) return angle(token, app);
  if (code) return h("code", {}, decode(code));
  if (name) return emojiNode(name);
  return address ? safeLink(decode(address), decode(address), app) : null;
}

function angle(token, app) {
  const [target, label] = split(token);
  if (/^@[UW]/.test(target)) return mention(target.slice(1), label, app);
  if (/^#C/.test(target)) return channelLink(target.slice(1), label, app);
  if (target.startsWith("!date^")) return dated(target, label, app);
  if (target.startsWith("!")) return broadcast(target.slice(1), label);
  return safeLink(decode(target), label ? decode(label) : decode(target), app);
}

function split(token) {
  const bar = token.indexOf("|");
  return bar < 0 ? [token, ""] : [token.slice(0, bar), token.slice(bar + 1)];
}

function styled(line, atoms) {
  const found = STYLE.exec(line);
  if (!found) return plain(line, atoms);
  const before = line.slice(0, found.index) + found[1];
  const after = line.slice(found.index + found[0].length);
  return [...plain(before, atoms), h(TAGS[found[2]], {}, styled(found[3], atoms)), ...styled(after, atoms)];
}

function plain(text, atoms) {
  return text.split(/([\uE000-\uF8FF])/).map((piece) => {
    const atom = piece.length === 1 && atoms[piece.charCodeAt(0) - FIRST];
    return atom || decode(piece);
  });
}

/** The three characters Slack escapes, and no others. */
export const decode = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** plain_text: no markup at all, only emoji by name where the author allows them. */
export function plainText(object) {
  const text = decode(String(object?.text ?? ""));
  if (object?.emoji === false) return [text];
  return text
    .split(/(:[a-z0-9_+'-]+:)/)
    .map((piece) => (/^:.+:$/.test(piece) && emojiNode(piece.slice(1, -1))) || piece);
}

/** A text object of Block Kit, either kind. */
export function textObject(object, app) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, app, { verbatim: object.verbatim === true });
  return [h("span.line", {}, plainText(object))];
}

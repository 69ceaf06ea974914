/** What may follow what was typed: commands after /, people after @, channels after #, emoji after :. */

import { allEmoji } from "./emoji.js";
import { h } from "./dom.js";
import { nameOf } from "./lookup.js";

const MOST = 8;

/** { from, options: [{ text, label, hint, node }] } for the word at the caret, or null. */
export function complete(text, caret, app) {
  const before = text.slice(0, caret);
  const command = /^\/\S*$/.exec(before);
  if (command) return offer(0, commands(command[0], app));
  const found = /(?:^|[\s(])([@#:])([\p{L}\p{N}._+-]*)$/u.exec(before);
  if (!found) return null;
  const [, sign, word] = found;
  const from = caret - word.length - 1;
  if (sign === "@") return offer(from, people(word, app));
  if (sign === "#") return offer(from, places(word, app));
  return word.length < 2 ? null : offer(from, smileys(word));
}

const offer = (from, options) => (options.length ? { from, options: options.slice(0, MOST) } : null);

function commands(typed, app) {
  return (app.state.commands ?? [])
    .filter(({ command }) => command.startsWith(typed.toLowerCase()))
    .map(({ command, description, usage_hint: usage }) => ({
      text: `${command} `,
      label: command,
      detail: usage,
      hint: description,
    }));
}

function people(word, app) {
  const wanted = word.toLowerCase();
  const here = new Set(app.channel()?.members ?? []);
  const fits = (person) =>
    [person.name, ...(person.real_name ?? "").split(" ")].some((part) =>
      part.toLowerCase().startsWith(wanted),
    );
  return app.state.people
    .filter(fits)
    .sort((one, other) => here.has(other.id) - here.has(one.id))
    .map((person) => ({
      text: `@${person.name} `,
      label: nameOf(person),
      detail: `@${person.name}`,
      node: () => app.avatar(person.id, "tiny"),
      hint: here.has(person.id) ? "" : "not in this channel",
    }));
}

function places(word, app) {
  return app
    .channels()
    .filter((channel) => !channel.is_im && !channel.is_archived && channel.name.includes(word.toLowerCase()))
    .map((channel) => ({ text: `#${channel.name} `, label: `#${channel.name}`, detail: channel.topic }));
}

function smileys(word) {
  return allEmoji()
    .filter(([name]) => name.startsWith(word.toLowerCase()))
    .map(([name, char]) => ({
      text: `:${name}: `,
      label: `:${name}:`,
      node: () => h("span.emoji", {}, char),
    }));
}

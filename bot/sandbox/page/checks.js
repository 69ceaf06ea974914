/** What Slack checks in a form before the bot hears of it: required fields, lengths, numbers, addresses. */

import { isEmpty } from "./values.js";

const CHECKS = {
  plain_text_input: ({ min_length: least = 0, max_length: most = 3000 }, value) => {
    const size = [...value].length;
    if (size < least) return `Write at least ${least} characters.`;
    return size > most ? `Write at most ${most} characters (now ${size}).` : null;
  },
  number_input: number,
  email_text_input: (_, value) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : "Enter a valid e-mail address.",
  url_text_input: (_, value) =>
    /^https?:\/\/\S+$/i.test(value) ? null : "Enter an address that begins with http:// or https://.",
};

function number({ is_decimal_allowed: decimals, min_value: least, max_value: most }, value) {
  if (!/^[+-]?\d+([.]\d+)?$/.test(value)) return "Enter a number.";
  if (!decimals && /[.]/.test(value)) return "Enter a whole number.";
  if (least !== undefined && Number(value) < Number(least)) return `Enter ${least} or more.`;
  return most !== undefined && Number(value) > Number(most) ? `Enter ${most} or less.` : null;
}

/** block_id → sentence, for the input blocks of a view. */
export function problems(blocks, valueOf) {
  const found = {};
  for (const block of blocks.filter(({ type }) => type === "input")) {
    const value = valueOf(block, block.element);
    const sentence = isEmpty(value)
      ? block.optional
        ? null
        : "Please fill in this field."
      : CHECKS[block.element.type]?.(block.element, value);
    if (sentence) found[block.block_id] = sentence;
  }
  return found;
}

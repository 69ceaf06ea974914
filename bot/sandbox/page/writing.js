/** What Slack keeps (<@U1>, <#C1|general>, &lt;) as a person would have typed it, for editing. */

import { decode } from "./mrkdwn.js";

export function readable(text, app) {
  const typed = String(text ?? "").replace(
    /<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g,
    (whole, sign, target, label) => {
      if (sign === "@") return `@${app.person(target)?.name ?? label ?? target}`;
      if (sign === "#") return `#${app.channel(target)?.name ?? label ?? target}`;
      return sign === "!" ? `@${label ?? target}` : target.replace(/^mailto:/, "");
    },
  );
  return decode(typed);
}

/** All channels one may see: looked through, joined, opened. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { panel } from "./layer.js";
import { mrkdwn } from "./mrkdwn.js";

export function browse(app) {
  const search = h("input.field", {
    type: "search",
    placeholder: "Search channels",
    "aria-label": "Search channels",
  });
  const list = h("ul.browse", {});
  const { close } = panel("Channels", [search, list], { wide: true });
  const draw = () => {
    const wanted = search.value.trim().toLowerCase();
    const found = app
      .channels()
      .filter(
        (channel) => !channel.is_im && `${channel.name} ${channel.topic}`.toLowerCase().includes(wanted),
      );
    replace(
      list,
      found.length
        ? found.map((channel) => line(channel, app, close))
        : h("li.quiet", {}, "No channel by that name"),
    );
  };
  search.addEventListener("input", draw);
  draw();
  search.focus();
}

function line(channel, app, close) {
  const go = async () => {
    close();
    await app.open(channel.id);
  };
  const join = async () => {
    const answer = await app.act("join", { channel: channel.id }, { what: "Joining" });
    if (answer.wrong) return;
    await app.refreshState();
    await go();
  };
  const count = channel.members?.length ?? 0;
  const facts = [
    channel.member && "Joined",
    `${count} ${count === 1 ? "member" : "members"}`,
    channel.is_archived && "Archived",
  ]
    .filter(Boolean)
    .join(" · ");
  const words = h(
    "span.browse-words",
    {},
    h("strong", {}, icon(channel.is_private ? "lock" : "hash"), channel.name),
    h("span.quiet", {}, facts),
    channel.topic && h("span.quiet.topic", {}, mrkdwn(channel.topic, app)),
  );
  const button =
    channel.member || channel.is_archived
      ? h("button.button", { type: "button", "aria-label": `Open ${channel.name}`, onclick: go }, "Open")
      : h(
          "button.button.primary",
          { type: "button", "aria-label": `Join ${channel.name}`, onclick: join },
          "Join",
        );
  return h("li", {}, words, button);
}

/** What a person does to a channel: leave it, rename it, archive it, take the app out, delete it. */

import { h } from "./dom.js";
import { ask, menu, panel, toast } from "./layer.js";

export function channelMenu(anchor, channel, app) {
  const copy = async () => {
    const address = `${location.origin}/archives/${channel.id}`;
    await navigator.clipboard.writeText(address).then(
      () => toast("Link copied"),
      () => toast(address),
    );
  };
  const act = async (name, what, fields = {}) => {
    await app.act(name, { channel: channel.id, ...fields }, { what });
    await app.refreshState();
  };
  const away = async (name, what) => {
    await act(name, what);
    app.open(app.home()?.id);
  };
  const remove = async () => {
    const sure = await ask({
      title: `Delete #${channel.name}?`,
      body: "Everything said there is gone for good.",
      yes: "Delete",
      no: "Keep",
      danger: true,
    });
    if (sure) await away("delete_channel", "Deleting the channel");
  };
  const bot = app.state.bot;
  const withBot = (channel.members ?? []).includes(bot.id);
  const archive = channel.is_archived
    ? { label: "Unarchive channel", icon: "back", run: () => act("unarchive", "Unarchiving") }
    : { label: "Archive channel", icon: "file", run: () => act("archive", "Archiving") };
  const within = [
    { label: "Rename channel", icon: "edit", run: () => rename(channel, act) },
    withBot && {
      label: `Remove @${bot.name}`,
      icon: "close",
      run: () => act("remove", "Removing the app", { user: bot.id }),
    },
    archive,
    null,
    { label: "Leave channel", icon: "exit", danger: true, run: () => away("leave", "Leaving") },
    {
      label: "Delete channel",
      icon: "trash",
      danger: true,
      run: remove,
    },
  ].filter((item) => item !== false);
  menu(
    anchor,
    [{ label: "Copy link", icon: "link", run: copy }, ...(channel.member ? [null, ...within] : [])],
    { label: "Channel actions", align: "end" },
  );
}

function rename(channel, act) {
  const name = h("input.field", { type: "text", value: channel.name, "aria-label": "New name" });
  const save = (event) => {
    event.preventDefault();
    close();
    act("rename", "Renaming", { name: name.value.trim() });
  };
  const { close } = panel(`Rename #${channel.name}`, [
    h("form.rename", { onsubmit: save }, name, h("button.button.primary", { type: "submit" }, "Rename")),
  ]);
  name.select();
}

/** Puts the page together and starts it. */

import { App } from "./app.js";
import { mountChannel } from "./channel.js";
import { h, replace } from "./dom.js";
import { mountInspector } from "./inspector.js";
import { mountModal } from "./modal.js";
import { mountPeople } from "./people.js";
import { mountSidebar } from "./sidebar.js";
import { applyTheme } from "./theme.js";
import { mountThread } from "./thread.js";
import { mountTopbar } from "./topbar.js";

const part = (id) => document.getElementById(id);
const WAIT_MS = 1500;

async function begin(app) {
  try {
    await app.start();
    document.body.classList.add("ready");
  } catch (error) {
    replace(
      part("intro"),
      h(
        "div.empty",
        {},
        h("h2", {}, "The workspace is not answering"),
        h("p", {}, `Trying again… (${error.message})`),
      ),
    );
    window.setTimeout(() => begin(app), WAIT_MS);
  }
}

applyTheme();
const app = new App();
mountTopbar(part("topbar"), app);
mountSidebar(part("sidebar"), app);
mountChannel(part, app);
mountThread(part, app);
mountPeople(app);
mountModal(app);
mountInspector(part("inspector"), app);
begin(app);

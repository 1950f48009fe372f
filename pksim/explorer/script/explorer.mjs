// The explorer: the exact solution of the one-compartment model, and a picture that follows every control.
// It is a Jupyter widget (anywidget calls `render`), and the script of a page.

import { element } from "./controls/inputs.mjs";
import { mount } from "./mount.mjs";
import { mountHere } from "./page.mjs";
import { texts } from "./text/texts.mjs";

/** The widget: the kernel hears of a new state when a control rests for a moment, and may set one. */
export default {
  /** @param {{ model: { get: (key: string) => any, set: (key: string, value: unknown) => void, save_changes: () => void, on: Function, off: Function }, el: HTMLElement }} what */
  render({ model, el }) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let pending;
    let sent = JSON.stringify(model.get("state"));
    const root = element("div");
    el.append(root);
    const explorer = mount(root, model.get("data"), {
      state: model.get("state"),
      onChange: (/** @type {import("./types.d.ts").State} */ state) => {
        clearTimeout(pending);
        pending = setTimeout(() => {
          sent = JSON.stringify(state);
          model.set("state", state);
          model.save_changes();
        }, 80);
      },
    });
    const listen = () => {
      const next = model.get("state");
      if (JSON.stringify(next) === sent) return;
      sent = JSON.stringify(next);
      try {
        explorer.set(next);
      } catch (error) {
        explorer.say(texts.stateRefused(error instanceof Error ? error.message : String(error)));
      }
    };
    model.on("change:state", listen);
    return () => {
      model.off("change:state", listen);
      clearTimeout(pending);
      explorer.stop();
    };
  },
};

mountHere(null);

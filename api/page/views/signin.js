/** Says who the reader is, by a token. */

import { element } from "../element.js";
import { Refused, signIn } from "../service.js";
import { say } from "../words.js";

/** Show the form; once it is filled, the view that was asked for. */
export async function show({ again }) {
  const trouble = element("p", { class: "alarm", role: "alert" });
  const field = element("input", { type: "password", name: "token", required: true, autocomplete: "current-password" });
  const enter = async (event) => {
    event.preventDefault();
    try {
      await signIn(field.value);
      await again();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      trouble.textContent = error.message || say("nobody");
    }
  };
  return [element("h1", {}, say("signin.title")),
    element("form", { class: "sheet padded narrow", onsubmit: enter },
      element("label", { class: "field" }, element("span", {}, say("token")), field),
      element("p", { class: "faint small" }, say("token.hint")), trouble,
      element("button", { class: "main" }, say("signin")))];
}

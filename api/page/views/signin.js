/** Says who the reader is, by a token. */

import { element } from "../element.js";
import { Refused, signIn } from "../service.js";
import { say } from "../words.js";

/** Show the form; once it is filled, the view that was asked for. */
export async function show({ again }) {
  const trouble = element("p", { class: "alarm", role: "alert" });
  const field = element("input", { type: "password", name: "token", required: true, "data-first": true, autocomplete: "current-password" });
  const enter = async (event) => {
    event.preventDefault();
    try {
      await signIn(field.value.trim());
      await again();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      trouble.textContent = told(error);
      field.select();
    }
  };
  return [element("div", { class: "heading" }, element("h1", {}, say("signin.title"))),
    element("form", { class: "sheet padded narrow", onsubmit: enter },
      // For those who have their browser keep the token: it asks for whom.
      element("input", { name: "username", value: "vedette", autocomplete: "username", hidden: true, "aria-hidden": "true" }),
      element("label", { class: "field" }, element("span", {}, say("token")), field),
      element("p", { class: "faint small" }, say("token.hint")), trouble,
      element("div", { class: "buttons" }, element("button", { class: "main" }, say("signin"))))];
}

function told({ status, message }) {
  if (status === 401 || status === 422) return say("signin.wrong");
  return status === 0 ? say("nobody") : message;
}

/** Events as a grid of pictures, with filters that stand in the address. */

import { eventCard } from "../card.js";
import { element } from "../element.js";
import { askedFor, countSet, filterForm } from "../filters.js";
import { bindKeys } from "../keys.js";
import { knownLabels } from "../labels.js";
import { listen } from "../listening.js";
import { address, note } from "../place.js";
import { remember } from "../sequence.js";
import { ask, pageOfEvents } from "../service.js";
import { welcome } from "../welcome.js";
import { say } from "../words.js";

const PAGE = 60;

/** Show the events that the parameters choose. */
export async function show({ parameters, signal }) {
  const grid = new Grid(signal);
  const fold = element("details", { class: "sheet", open: matchMedia("(min-width: 60rem)").matches || countSet(parameters) > 0 });
  const change = (set) => {
    note(address("events", set));
    fold.firstChild.textContent = foldWords(set);
    return grid.begin(set);
  };
  const clear = async () => {
    form.replaceWith((form = await filterForm(new URLSearchParams(), change)));
    await change(new URLSearchParams());
  };
  grid.clear = clear;
  let form = await filterForm(parameters, change);
  fold.append(element("summary", {}, foldWords(parameters)), form);
  bindKeys(signal, [
    ["/", say("key.filter"), () => { fold.open = true; form.elements.camera.focus(); }],
    ["c", say("key.clear"), clear],
    ["ArrowRight", say("key.next"), () => grid.step(1)],
    ["ArrowLeft", say("key.before"), () => grid.step(-1)],
  ]);
  await grid.begin(parameters);
  const heading = element("div", { class: "heading" }, element("h1", {}, say("events.title")), grid.count);
  return [heading, fold, grid.news, grid.body];
}

function foldWords(set) {
  const count = countSet(set);
  return count ? say("filters.set", { count }) : say("filters");
}

/** The pictures, loaded page by page as the reader comes to their end. */
class Grid {
  constructor(signal) {
    this.signal = signal;
    this.count = element("span", { class: "faint", role: "status" });
    this.news = element("div", { class: "news" });
    this.body = element("div");
    this.clear = () => null;
    this.turn = 0;
    signal.addEventListener("abort", () => this.leave());
  }

  /** Show the first page of a setting. */
  async begin(set) {
    this.leave();
    const turn = ++this.turn;
    this.asked = askedFor(set);
    const [known, page] = await Promise.all([knownLabels(), pageOfEvents(this.page(), this.signal)]);
    if (turn !== this.turn) return;
    this.known = known;
    this.list = element("ul", { class: "grid", "aria-label": say("events.title") });
    this.more = element("button", { onclick: () => this.load() }, say("more"));
    this.body.replaceChildren(...(page.events.length ? [this.list, this.more] : [this.nothing(set)]));
    this.take(page);
    this.tellCount(turn);
    this.listen(set, turn);
  }

  /** Let go of what waits for more. */
  leave() {
    this.observer?.disconnect();
    this.stopListening?.();
  }

  /** Load the next page. */
  async load() {
    if (this.isLoading || !this.next) return;
    this.isLoading = true;
    const turn = this.turn;
    try {
      const page = await pageOfEvents(this.page(this.next), this.signal);
      if (turn === this.turn) this.take(page);
    } finally {
      this.isLoading = false;
    }
  }

  /** Move the focus from card to card. */
  step(by) {
    const links = [...this.body.querySelectorAll(".card a")];
    const index = links.indexOf(document.activeElement);
    links[Math.min(Math.max(index + by, 0), links.length - 1)]?.focus();
  }

  page(after = "") {
    const parameters = new URLSearchParams(this.asked);
    parameters.set("limit", PAGE);
    if (after) parameters.set("after", after);
    return parameters;
  }

  take(page) {
    this.list.append(...page.events.map((event) => eventCard(event, this.known)));
    this.next = page.next;
    this.more.hidden = !page.next;
    remember([...this.list.children].map((card) => card.dataset.id));
    this.observer?.disconnect();
    this.observer = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && this.load(), { rootMargin: "600px" });
    if (page.next) this.observer.observe(this.more);
  }

  nothing(set) {
    if (!countSet(set)) return welcome();
    return element("div", { class: "note" }, element("p", {}, say("events.none")),
      element("button", { onclick: () => this.clear() }, say("filters.clear")));
  }

  async tellCount(turn) {
    const asked = new URLSearchParams(this.asked);
    asked.delete("order");
    const { count } = await ask("events/count", asked, this.signal).catch(() => ({ count: null }));
    if (turn === this.turn) this.count.textContent = count === null ? "" : say("events.count", { count });
  }

  /** Bring cards up to date, and offer what is new: it does not push away what is being looked at. */
  listen(set, turn) {
    const asked = new URLSearchParams(this.asked);
    asked.delete("order");
    const found = new Set();
    this.news.replaceChildren();
    const offer = element("button", { class: "main", onclick: () => this.begin(set) });
    this.stopListening = listen(asked, (event) => {
      if (turn !== this.turn || this.renew(event)) return;
      offer.textContent = say("events.new", { count: found.add(event.id).size });
      this.news.replaceChildren(offer);
    });
  }

  /** Draw the card of an event anew, if it is shown. */
  renew(event) {
    const card = [...this.list.children].find(({ dataset }) => dataset.id === event.id);
    card?.replaceWith(eventCard(event, this.known));
    return Boolean(card);
  }
}

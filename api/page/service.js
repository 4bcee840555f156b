/** Asks vedette's routes, and says in one line what went wrong. */

const SAFE = new Set(["GET", "HEAD"]);

let session = { needs_token: false, role: "admin", csrf: null };

/** An answer that is none: `status` is HTTP's, 0 if nobody answered; the message is one line. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Who the reader is to the service; asked anew at the start and after signing in. */
export async function renewSession() {
  session = await ask("session");
  return session;
}

/** Say who you are with a token. */
export async function signIn(token) {
  session = await send("POST", "session", { token });
  return session;
}

/** Be nobody again. */
export async function signOut() {
  await send("DELETE", "session");
  return renewSession();
}

/** Whether the reader may do what needs a role: "view", "operate" or "admin". */
export function may(role) {
  const roles = ["view", "operate", "admin"];
  return roles.indexOf(session.role) >= roles.indexOf(role);
}

/** Whether the reader has to say first who they are. */
export function isLocked() {
  return session.needs_token && !session.role;
}

/** The session as last heard of. */
export function currentSession() {
  return session;
}

/** The address of a route, with parameters; those without a value are left out. */
export function route(path, parameters = {}) {
  const entries = parameters instanceof URLSearchParams ? [...parameters] : Object.entries(parameters);
  const given = entries.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

/** The address of something that belongs to one of many: `part("events", id, "clip.mp4")`. */
export function part(collection, name, rest = "") {
  return `${collection}/${encodeURIComponent(name)}${rest ? `/${rest}` : ""}`;
}

/** A page of events. Where those that match are rare, a page may have none though more lie behind: then the next one. */
export async function pageOfEvents(parameters, signal) {
  const asked = new URLSearchParams(parameters);
  for (;;) {
    const page = await ask("events", asked, signal);
    if (page.events.length || !page.next) return page;
    asked.set("after", page.next);
  }
}

/** Read what a route answers. */
export function ask(path, parameters = {}, signal = undefined) {
  return answer(route(path, parameters), { signal });
}

/** Send something to a route: an object goes as JSON, a form as it is. */
export function send(method, path, body = undefined, signal = undefined) {
  const isForm = body instanceof FormData;
  const headers = {};
  if (!isForm && body !== undefined) headers["Content-Type"] = "application/json";
  if (!SAFE.has(method) && session.csrf) headers["X-CSRF-Token"] = session.csrf;
  return answer(path, { method, headers, signal, body: isForm || body === undefined ? body : JSON.stringify(body) });
}

async function answer(address, options) {
  const response = await reached(address, options);
  const isJson = response.status !== 204 && (response.headers.get("Content-Type") ?? "").includes("json");
  const content = isJson ? await response.json() : null;
  if (response.ok) return content;
  throw new Refused(response.status, content?.detail ?? content?.title ?? response.statusText);
}

async function reached(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, "");
  }
}

/** Times and lengths of time as people read them, in their language and time zone. */

import { locale, say } from "./words.js";

const DAY_MS = 86_400_000;

/** A day and time: "23 Nov, 12:00:05"; of another year with it. */
export function dayAndTime(iso) {
  const year = new Date(iso).getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return told(iso, { year, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** A time of day: "12:00". */
export function clock(iso) {
  return told(iso, { hour: "2-digit", minute: "2-digit" });
}

/** A day: "Monday, 23 November". */
export function dayName(iso) {
  return told(iso, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** When something was: on the clock if that is known, else how far into its file. */
export function when(start, startSeconds) {
  if (start) return dayAndTime(start);
  return startSeconds === null ? "" : say("in_file", { at: offset(startSeconds) });
}

/** A place in footage: "1:02:03" or "2:03". */
export function offset(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
}

/** A length of time: "8.6s", "3m". */
export function length(seconds) {
  if (seconds < 60) return measured(seconds, "second", seconds < 10 ? 1 : 0);
  if (seconds < 3600) return measured(seconds / 60, "minute", 0);
  return measured(seconds / 3600, "hour", 1);
}

/** How many seconds an event lasted, or null while that is unknown. */
export function secondsOf(event) {
  if (event.start_s !== null && event.end_s !== null) return event.end_s - event.start_s;
  return event.start && event.end ? (Date.parse(event.end) - Date.parse(event.start)) / 1000 : null;
}

/** A number as the language writes it. */
export function number(value, digits = 0) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale(), options).format(value);
}

/** A share of one as percents. */
export function percent(share) {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** The local day of a moment as the date field wants it: "2026-11-23". */
export function dayOf(milliseconds) {
  const local = new Date(milliseconds);
  return [local.getFullYear(), local.getMonth() + 1, local.getDate()]
    .map((part) => String(part).padStart(2, "0")).join("-");
}

/** A local minute as fields for day and time want it: "2026-11-23T12:00". */
export function minuteOf(date) {
  return `${dayOf(date.getTime())}T${[date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":")}`;
}

/** An hour, day or month that begins at a date. */
export function spanName(date, unit) {
  const day = { day: "numeric", month: "short", year: "numeric" };
  const options = { hour: { ...day, hour: "2-digit", minute: "2-digit" }, day, month: { month: "long", year: "numeric" } };
  return new Intl.DateTimeFormat(locale(), options[unit]).format(date);
}

/** When a local day starts and when the next one does, as dates. */
export function boundsOf(day) {
  const [year, month, date] = day.split("-").map(Number);
  return [new Date(year, month - 1, date), new Date(year, month - 1, date + 1)];
}

/** The local day so many days after another one. */
export function shifted(day, days) {
  const [start] = boundsOf(day);
  return dayOf(start.getTime() + days * DAY_MS + DAY_MS / 2);
}

function measured(value, unit, digits) {
  const options = { style: "unit", unit, unitDisplay: "narrow", maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale(), options).format(value);
}

function told(iso, options) {
  return new Intl.DateTimeFormat(locale(), options).format(new Date(iso));
}

/** The name of the clock that the person's times are on. */
export function ownZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

// Dates as Slack writes them, in the zone of the person that we are.
import { zone } from "./app.js";

const LONG = { weekday: "long", month: "long", day: "numeric", year: "numeric" };
const PARTS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { month: "long", day: "numeric", year: "numeric" },
  date_short: { month: "short", day: "numeric", year: "numeric" },
  date_long: LONG,
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

function shape(date, options) {
  return new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone() }).format(date);
}

function day(date) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone() }).format(date);
}

/** "today", "yesterday" or "tomorrow" against `now`, or null. Both are Date. */
export function nearDay(date, now) {
  const apart = Math.round((Date.parse(day(date)) - Date.parse(day(now))) / 86400000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[apart] || null;
}

/** What Slack's `<!date^seconds^format^link|fallback>` shows; `format` holds {date}, {time} and the like. */
export function slackDate(seconds, format, now) {
  const date = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name.endsWith("_pretty")) {
      const plain = name === "date_pretty" ? "date" : name.replace("_pretty", "");
      return nearDay(date, now) || shape(date, PARTS[plain] || PARTS.date);
    }
    return PARTS[name] ? shape(date, PARTS[name]) : whole;
  });
}

/** "3:31 PM", or "3:31:07 PM" with seconds. */
export function clockTime(date, seconds = false) {
  return shape(date, seconds ? PARTS.time_secs : PARTS.time);
}

/** "Mon, Nov 23, 3:31 PM" */
export function dayAndTime(date) {
  return shape(date, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
}

/** The line between two days of messages. */
export function dayName(date, now) {
  const near = nearDay(date, now);
  if (near) return near[0].toUpperCase() + near.slice(1);
  return shape(date, { weekday: "long", month: "long", day: "numeric" });
}

let clockShift = 0;

/** Takes over the sandbox's clock: `now` is ISO-8601. */
export function setClock(now) {
  const at = Date.parse(now);
  if (!Number.isNaN(at)) clockShift = at - Date.now();
}

/** The sandbox's time at this moment, as a Date. */
export function sandboxNow() {
  return new Date(Date.now() + clockShift);
}

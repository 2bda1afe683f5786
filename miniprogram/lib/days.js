// Days of the office, which all of China shares: UTC+8, no summer time.

const EIGHT_HOURS = 8 * 3600 * 1000;
const DAY = 24 * 3600 * 1000;
const WEEKDAYS = ["日", "一", "二", "三", "四", "五", "六"];

/** The office's day by this phone's clock, as YYYY-MM-DD. Used only where the server's day is not known. */
const today = () => new Date(Date.now() + EIGHT_HOURS).toISOString().slice(0, 10);

/** The office's hour by this phone's clock. */
const hour = () => new Date(Date.now() + EIGHT_HOURS).getUTCHours();

/**
 * @param {string} day
 * @param {number} days
 */
const shift = (day, days) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

/** Days from one to another. @param {string} day @param {string} other */
const between = (day, other) => Math.round((Date.parse(other) - Date.parse(day)) / DAY);

/** @param {string} day */
const weekday = (day) => "星期" + WEEKDAYS[new Date(day).getUTCDay()];

/** 3月2日 @param {string} day */
const short = (day) => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;

/** 3月2日 8:05 of an instant with the office's offset. @param {string} instant */
const moment = (instant) => `${short(instant)} ${instant.slice(11, 16)}`;

/**
 * The days of a month in rows of seven from Monday; null where the row belongs to another month.
 * @param {string} month YYYY-MM
 * @returns {(string | null)[]}
 */
function monthGrid(month) {
  const first = `${month}-01`;
  const before = (new Date(first).getUTCDay() + 6) % 7;
  const days = [];
  for (let day = first; day.startsWith(month); day = shift(day, 1)) days.push(day);
  const grid = [...Array(before).fill(null), ...days];
  return [...grid, ...Array((7 - (grid.length % 7)) % 7).fill(null)];
}

/** The month before or after. @param {string} month @param {number} steps */
function shiftMonth(month, steps) {
  const at = new Date(`${month}-01`);
  at.setUTCMonth(at.getUTCMonth() + steps);
  return at.toISOString().slice(0, 7);
}

module.exports = { today, hour, shift, between, weekday, short, moment, monthGrid, shiftMonth };

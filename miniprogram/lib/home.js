// The home page's answer: asked for in one call, kept for a start without network, and turned into cards.

const api = require("./api");
const checkIns = require("./check_ins");
const days = require("./days");
const words = require("./words");
const { Refusal } = require("./refusal");

const KEPT = "home";
const TEMPLATE = "commute-template";

/** @typedef {Data<"get", "/home">} Home */
/** @typedef {{mode: string, band: string}} Template */
/** @typedef {{text: string, note: string, how: "tap" | "open" | "done" | "kept", slot: Home["activities"][0]["slots"][0] | null, own: object, url: string}} Key */
/** @typedef {{key: string, title: string, invitation: string, points: number, isOff: boolean, keys: Key[], more: string, moreUrl: string}} Card */

/** @returns {Promise<{home: Home, since: string}>} `since` says when a kept answer is from; empty for a fresh one */
async function fetch() {
  try {
    const home = await api.get("/home");
    wx.setStorageSync(KEPT, { home, at: Date.now() });
    return { home, since: "" };
  } catch (error) {
    const old = wx.getStorageSync(KEPT);
    if (!(error instanceof Refusal) || !error.mayPass || !old) throw error;
    return { home: forToday(old.home), since: error.message };
  }
}

/** A kept answer of an earlier day: the same cards, nothing done yet. @param {Home} home @returns {Home} */
function forToday(home) {
  const day = days.today();
  if (home.day === day) return home;
  const activities = home.activities.map((activity) => ({
    ...activity,
    points: 0,
    state: activity.state === "off" ? activity.state : /** @type {const} */ ("open"),
    slots: activity.slots.map((slot) => ({ ...slot, slot: slot.slot.replace(home.day, day), state: /** @type {const} */ ("open"), check_in_id: null, points: 0 })),
  }));
  return { ...home, day, activities, ask_templates: [] };
}

/** @returns {Template | null} my usual commute */
const template = () => wx.getStorageSync(TEMPLATE) || null;

/** @param {Template | null} usual */
const keepTemplate = (usual) => wx.setStorageSync(TEMPLATE, usual);

function forget() {
  wx.removeStorageSync(KEPT);
  wx.removeStorageSync(TEMPLATE);
}

/** @param {Home} home @returns {Card[]} */
function cards(home) {
  return home.activities.map((activity) => ({
    key: activity.key,
    title: activity.title,
    invitation: activity.invitation,
    points: activity.points,
    isOff: activity.state === "off",
    keys: activity.state === "off" ? [] : (KEYS[activity.key] || plain)(activity),
    ...MORE[activity.key],
  }));
}

/** @type {Record<string, {more: string, moreUrl: string}>} */
const MORE = {
  green_commute: { more: "换一种方式", moreUrl: "/pages/commute/index" },
  clean_plate: { more: "其他餐次", moreUrl: "/pages/plate/index" },
};

/** @typedef {Home["activities"][0]} Activity */
/** @type {Record<string, (activity: Activity) => Key[]>} */
const KEYS = { green_commute: commute, clean_plate: plate, waste_quiz: quiz, bin_sorting: bins };

/** Every slot is a key that is pressed once. @param {Activity} activity @returns {Key[]} */
function plain(activity) {
  return activity.slots.map((slot) => key(activity, slot, slot.title === activity.title ? "做到了" : slot.title, "", {}));
}

/** @param {Activity} activity */
function commute(activity) {
  const usual = template();
  return activity.slots.map((slot) => {
    const made = key(activity, slot, slot.title, usual ? words.travel(usual) : "选择方式", usual || {});
    const url = `/pages/commute/index?direction=${slot.slot.split(":")[1]}`;
    return made.how === "tap" && !usual ? { ...made, how: /** @type {const} */ ("open"), url } : made;
  });
}

/** The meal of this hour: first the pledge, then the kept word. @param {Activity} activity */
function plate(activity) {
  const meal = mealAt(days.hour());
  const [pledge, kept] = activity.slots.filter((slot) => slot.slot.split(":")[1] === meal);
  const first = key(activity, pledge, pledge.title, "餐前", {});
  const second = key(activity, kept, kept.title, "餐后", {});
  return first.how === "tap" ? [first] : [first, second];
}

/** @param {number} hour */
const mealAt = (hour) => (hour < 10 ? "breakfast" : hour < 15 ? "lunch" : "dinner");

/** @param {Activity} activity */
function quiz(activity) {
  const isDone = activity.state === "done";
  return [{ text: isDone ? "看解析" : "去答题", note: isDone ? "已完成" : "", how: /** @type {const} */ ("open"), slot: null, own: {}, url: "/pages/quiz/index" }];
}

/** @param {Activity} activity */
function bins(activity) {
  const done = activity.slots.filter((slot) => slot.state !== "open").length;
  return [{ text: "扫一扫", note: `今天 ${done}/${activity.slots.length}`, how: /** @type {const} */ ("open"), slot: null, own: {}, url: "/pages/bin/index?scan=1" }];
}

/**
 * @param {Activity} activity
 * @param {Activity["slots"][0]} slot
 * @param {string} text
 * @param {string} note
 * @param {object} own
 * @returns {Key}
 */
function key(activity, slot, text, note, own) {
  if (checkIns.isKept(activity.key, slot.slot)) return { text, note: "待送出", how: "kept", slot, own, url: "" };
  if (slot.state === "done") return { text, note: `已记 ${slot.points} 分`, how: "done", slot, own, url: "" };
  if (slot.state === "held") return { text, note: "核实中", how: "done", slot, own, url: "" };
  return { text, note, how: "tap", slot, own, url: "" };
}

module.exports = { fetch, cards, template, keepTemplate, forget, mealAt };

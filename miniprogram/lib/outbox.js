// Writes that must not be lost: kept on the phone before they are sent, sent in order, again after a cut or a restart.
// The key is the slot, so a second tap joins the first; the server's slot is once only, so a repeat changes nothing.

const api = require("./api");
const { Refusal, of } = require("./refusal");

const KEPT = "outbox";
const REFUSED = "outbox-refused";
const OLDEST = 7 * 24 * 3600 * 1000; // milliseconds: the days that may be back-filled
const PATIENCE = 15000; // milliseconds before the next try, unless the server says how long
const DONE = ["ALREADY_WITHDRAWN"]; // a refusal that means: the first time it worked

/** @typedef {{key: string, title: string, path: any, asked: any, at: number}} Write */
/** @typedef {{sent: true, data: any} | {sent: false, refusal: Refusal}} Outcome */

/** @type {Record<string, {promise: Promise<Outcome>, resolve: (outcome: Outcome) => void, reject: (refusal: Refusal) => void}>} */
const waiting = {};
let isSending = false;
let watcher = () => {};
/** @type {any} */
let timer = 0;

/** @returns {Write[]} */
const kept = () => wx.getStorageSync(KEPT) || [];

/** @param {Write[]} writes */
const keep = (writes) => wx.setStorageSync(KEPT, writes);

/** @param {string} key */
const holds = (key) => kept().some((write) => write.key === key);

/**
 * Send a write, or keep it until it can be sent. Rejects with the server's refusal.
 * @template {keyof Served<"post">} P
 * @param {string} key what may be only once, e.g. `green_commute:2026-03-02:to_work`
 * @param {string} title what the person calls it
 * @param {P} path
 * @param {Asked<"post", P>} asked
 * @returns {Promise<Outcome>}
 */
function write(key, title, path, asked) {
  if (!holds(key)) keep([...kept(), { key, title, path, asked, at: Date.now() }]);
  const promise = expect(key);
  flush();
  return promise;
}

/** @param {string} key */
function expect(key) {
  if (!waiting[key]) {
    const made = /** @type {any} */ ({});
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
    waiting[key] = made;
  }
  return waiting[key].promise;
}

/** Send all that is kept, the first first, until one cannot be sent now. */
async function flush() {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  try {
    for (let next = kept()[0]; next; next = kept()[0]) {
      if (!(await sendOne(next))) break;
    }
  } finally {
    isSending = false;
  }
}

/**
 * Whether to go on with the next one.
 * @param {Write} write
 */
async function sendOne(write) {
  try {
    const data = await api.post(write.path, write.asked);
    settle(write, "resolve", { sent: true, data });
  } catch (error) {
    const refusal = of(error);
    if (DONE.includes(refusal.code)) {
      settle(write, "resolve", { sent: true, data: null });
      return true;
    }
    if (isLater(refusal) && Date.now() - write.at < OLDEST) {
      postpone(refusal);
      return false;
    }
    if (!waiting[write.key]) remember(write, refusal);
    settle(write, "reject", refusal);
  }
  return true;
}

/** @param {Refusal} refusal */
const isLater = (refusal) => refusal.mayPass || refusal.code === "PRIVACY" || refusal.code === "NOT_SIGNED_IN";

/**
 * @param {Write} write
 * @param {"resolve" | "reject"} how
 * @param {any} outcome
 */
function settle(write, how, outcome) {
  keep(kept().filter((one) => one.key !== write.key));
  if (waiting[write.key]) waiting[write.key][how](outcome);
  else watcher();
  delete waiting[write.key];
}

/** Called whenever something kept has gone out by itself. @param {() => void} listener */
function watch(listener) {
  watcher = listener;
}

/** @param {Refusal} refusal */
function postpone(refusal) {
  for (const key of Object.keys(waiting)) {
    waiting[key].resolve({ sent: false, refusal });
    delete waiting[key];
  }
  timer = setTimeout(flush, refusal.wait * 1000 || PATIENCE);
}

/**
 * Nobody is there to be told now: the home page says it later.
 * @param {Write} write
 * @param {Refusal} refusal
 */
function remember(write, refusal) {
  const said = wx.getStorageSync(REFUSED) || [];
  const { text } = write.asked.body || {};
  const own = text ? `。您写的是：${text}` : ""; // so that nobody has to write it again
  wx.setStorageSync(REFUSED, [...said, `${write.title}没有记上：${refusal.message}${own}`].slice(-5));
}

/** What was refused while nobody looked; each is told once. @returns {string[]} */
function takeRefused() {
  const said = wx.getStorageSync(REFUSED) || [];
  if (said.length) wx.removeStorageSync(REFUSED);
  return said;
}

/** Forget everything that is kept: the person leaves. */
function empty() {
  clearTimeout(timer);
  keep([]);
  wx.removeStorageSync(REFUSED);
}

module.exports = { write, flush, watch, kept, holds, takeRefused, empty };

// What every page does: load, say how it went, do one thing at a time, and send whoever may not be here to the door.

const links = require("./links");
const { of } = require("./refusal");

/** @typedef {{setData: (data: any) => void, data: any, route?: string, options?: any, busy?: boolean}} AnyPage */

/** Codes that mean: not yet let in. */
const DOORS = {
  PRIVACY: "/pages/welcome/index",
  NOT_BOUND: "/pages/binding/index",
  NOT_JOINED: "/pages/welcome/index",
};

/**
 * Load what a page shows: `view` becomes ready, trouble with its sentence, or closed where the server has no such thing.
 * @param {AnyPage} page
 * @param {() => Promise<unknown>} work
 */
async function load(page, work) {
  try {
    await work();
    page.setData({ view: "ready" });
  } catch (error) {
    const refusal = of(error);
    if (toDoor(page, refusal.code)) return;
    const isClosed = refusal.status === 404 && refusal.code === "NOT_FOUND";
    page.setData({ view: isClosed ? "closed" : "trouble", trouble: refusal.message });
  }
}

/**
 * Do what a tap asked for; a second tap before the end does nothing. What `work` gives back is said.
 * @param {AnyPage} page
 * @param {() => Promise<string | void>} work
 */
async function act(page, work) {
  if (page.busy) return;
  page.busy = true;
  page.setData({ isBusy: true, said: "" });
  try {
    page.setData({ said: (await work()) || "", isBad: false });
  } catch (error) {
    const refusal = of(error);
    if (!toDoor(page, refusal.code)) page.setData({ said: refusal.message, isBad: true });
  } finally {
    page.busy = false;
    page.setData({ isBusy: false });
  }
}

/**
 * @param {AnyPage} page
 * @param {string} code
 */
function toDoor(page, code) {
  const url = DOORS[/** @type {keyof typeof DOORS} */ (code)];
  if (!url) return false;
  const query = Object.entries(page.options || {}).map(([name, value]) => `${name}=${value}`).join("&");
  if (page.route) links.later(page.route + (query ? `?${query}` : ""));
  wx.reLaunch({ url });
  return true;
}

module.exports = { load, act };

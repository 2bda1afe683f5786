// WeChat's question whether we may send one message: only at a tap, and only for what the home page asked for.

const api = require("./api");

const ASKED = "asked-templates"; // of one day, so that a second tap before the server knows does not ask again

/**
 * Call it first thing in the handler of a tap: WeChat listens for a moment only.
 * @param {string[]} wanted what the home page asked for
 * @param {string} day
 */
function ask(wanted, day) {
  const before = wx.getStorageSync(ASKED);
  const asked = before && before.day === day ? before.templates : [];
  const templates = wanted.filter((template) => !asked.includes(template));
  if (!templates.length) return Promise.resolve(false);
  wx.setStorageSync(ASKED, { day, templates: [...asked, ...templates] });
  return wx.requestSubscribeMessage({ tmplIds: templates }).then(report, () => false);
}

/** @param {Record<string, string>} answer */
async function report({ errMsg, ...results }) {
  const known = Object.entries(results).filter(([, choice]) => ["accept", "reject", "ban", "filter"].includes(choice));
  if (!known.length) return false;
  await api.post("/subscriptions", { body: { results: /** @type {any} */ (Object.fromEntries(known)) } });
  return known.some(([, choice]) => choice === "accept");
}

module.exports = { ask };

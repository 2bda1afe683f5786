// Where a path leads: to a tab, to a page, or to what a code holds.

const TABS = ["pages/home/index", "pages/dictionary/index", "pages/boards/index", "pages/mine/index"];
const NEXT = "next-page";

/** Open a page by its path, e.g. of a message. @param {string} path */
function open(path) {
  const url = "/" + path.replace(/^\//, "");
  if (TABS.includes(url.slice(1).split("?")[0])) wx.switchTab({ url });
  else wx.navigateTo({ url });
}

/** Where to go when the person has been let in. @param {string} path */
const later = (path) => wx.setStorageSync(NEXT, path);

/** @returns {string} */
function takeLater() {
  const path = wx.getStorageSync(NEXT);
  wx.removeStorageSync(NEXT);
  return path || "pages/home/index";
}

/**
 * The code in whatever was scanned: a bin's address (…/b/CODE), the console's (…?c=CODE), or a bare bin code.
 * @param {string} text
 * @returns {{bin?: string, console?: string}}
 */
function inside(text) {
  const bin = /\/b\/([0-9A-Za-z]+)/.exec(text) || /^([0-9A-Za-z]{8})$/.exec(text.trim());
  if (bin) return { bin: bin[1] };
  const sign = /\/console\/scan\?c=([0-9A-Za-z]+)/.exec(text);
  return sign ? { console: sign[1] } : {};
}

module.exports = { open, later, takeLater, inside };

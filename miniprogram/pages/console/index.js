const api = require("../../lib/api");
const links = require("../../lib/links");
const room = require("../../lib/room");

Page({
  data: { said: "", isBad: false, isBusy: false, code: "", isDone: false },

  // From our own scanner (`c`), or opened by the address on the computer's screen (`q`).
  /** @param {{c?: string, q?: string}} query */
  onLoad({ c, q }) {
    const code = c || links.inside(decodeURIComponent(q || "")).console || "";
    this.setData({ code, said: code ? "" : "没有读到登录码，请在电脑上刷新后重新扫。", isBad: !code });
  },

  confirm() {
    return room.act(this, async () => {
      await api.post("/console-sign-ins/{code}/confirmation", { params: { code: this.data.code } });
      this.setData({ isDone: true });
    });
  },

  refuse() {
    wx.switchTab({ url: "/pages/mine/index" });
  },
});

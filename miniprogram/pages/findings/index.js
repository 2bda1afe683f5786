const api = require("../../lib/api");
const { of } = require("../../lib/refusal");
const room = require("../../lib/room");

const DRAFT = "finding-draft";
const SHORTEST = 4;

Page({
  data: { said: "", isBad: false, isBusy: false, text: "", areaCode: "", isSent: false, isClosed: false },

  /** @param {{area?: string}} query */
  onLoad({ area }) {
    this.setData({ areaCode: area ? decodeURIComponent(area) : "", text: wx.getStorageSync(DRAFT) || "" });
  },

  /** @param {WechatMiniprogram.Input} event */
  type(event) {
    this.setData({ text: event.detail.value });
    wx.setStorageSync(DRAFT, event.detail.value);
  },

  submit() {
    const { areaCode } = this.data;
    const text = this.data.text.trim().replace(/\s+/g, " ");
    return room.act(this, async () => {
      if (text.length < SHORTEST) return "请写清楚在哪里、看到了什么。";
      await this.send(areaCode ? { text, area_code: areaCode } : { text });
    });
  },

  // Where the office has no such ledger yet, the words stay on the page.
  /** @param {Body<"post", "/findings">} body */
  async send(body) {
    try {
      await api.post("/findings", { body });
    } catch (error) {
      if (of(error).code !== "NOT_FOUND") throw error;
      return this.setData({ isClosed: true });
    }
    wx.removeStorageSync(DRAFT);
    this.setData({ text: "", isSent: true });
  },

  another() {
    this.setData({ isSent: false });
  },
});

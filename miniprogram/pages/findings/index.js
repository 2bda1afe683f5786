const api = require("../../lib/api");
const { of } = require("../../lib/refusal");
const room = require("../../lib/room");

const DRAFT = "finding-draft";
const SHORTEST = 4;

Page({
  data: { said: "", isBad: false, isBusy: false, text: "", areaCode: "", photo: "", isSent: false, isClosed: false },

  /** @param {{area?: string}} query */
  onLoad({ area }) {
    this.setData({ areaCode: area ? decodeURIComponent(area) : "", text: wx.getStorageSync(DRAFT) || "" });
  },

  /** @param {WechatMiniprogram.Input} event */
  type(event) {
    this.setData({ text: event.detail.value });
    wx.setStorageSync(DRAFT, event.detail.value);
  },

  choosePhoto() {
    return wx
      .chooseMedia({ count: 1, mediaType: ["image"], sourceType: ["album", "camera"], sizeType: ["compressed"] })
      .then(({ tempFiles }) => this.setData({ photo: tempFiles[0].tempFilePath }), () => {});
  },

  dropPhoto() {
    this.setData({ photo: "" });
  },

  submit() {
    const { areaCode, photo } = this.data;
    const text = this.data.text.trim();
    return room.act(this, async () => {
      if (text.length < SHORTEST) return "请写清楚在哪里、看到了什么。";
      const more = { ...(areaCode ? { area_code: areaCode } : {}), ...(photo ? { photo_id: await api.photo(photo) } : {}) };
      await this.send({ text, ...more });
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
    this.setData({ text: "", photo: "", isSent: true });
  },

  another() {
    this.setData({ isSent: false });
  },
});

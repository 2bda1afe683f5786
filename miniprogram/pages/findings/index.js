const api = require("../../lib/api");
const days = require("../../lib/days");
const outbox = require("../../lib/outbox");
const room = require("../../lib/room");

const DRAFT = "finding-draft";
const SHORTEST = 4;
const KEY = "finding:";

Page({
  data: {
    said: "",
    isBad: false,
    isBusy: false,
    text: "",
    areaCode: "",
    takesPhotos: false,
    photo: "",
    kept: /** @type {string[]} */ ([]),
    ended: /** @type {"" | "sent" | "kept"} */ (""),
    later: "",
  },

  /** @param {{area?: string}} query */
  async onLoad({ area }) {
    this.setData({ areaCode: area ? decodeURIComponent(area) : "", text: wx.getStorageSync(DRAFT) || "" });
    this.count();
    this.setData({ takesPhotos: await api.takesPhotos().catch(() => false) });
  },

  onShow() {
    outbox.watch(() => this.count());
  },

  // What still waits on this phone.
  count() {
    this.setData({ kept: outbox.kept().filter((write) => write.key.startsWith(KEY)).map((write) => write.asked.body.text) });
  },

  /** @param {WechatMiniprogram.Input} event */
  type(event) {
    this.setData({ text: event.detail.value });
    wx.setStorageSync(DRAFT, event.detail.value);
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  takePhoto(event) {
    this.setData({ photo: event.detail.value });
  },

  submit() {
    const text = this.data.text.trim().replace(/\s+/g, " ");
    return room.act(this, async () => {
      if (text.length < SHORTEST) return "请写清楚在哪里、看到了什么。";
      const outcome = await this.send(text);
      wx.removeStorageSync(DRAFT);
      this.setData({ text: "", photo: "", ended: outcome.sent ? "sent" : "kept", later: outcome.sent ? "" : outcome.refusal.message });
      this.count();
    });
  },

  /** @param {string} text */
  async send(text) {
    const { areaCode, photo } = this.data;
    const day = days.today();
    const place = areaCode ? { area_code: areaCode } : {};
    const added = photo ? { photo_id: await api.photo(photo) } : {};
    return outbox.write(`${KEY}${day}:${areaCode}:${text}`, "您报告的问题", "/findings", { body: { text, ...place, ...added, written_on: day } });
  },

  another() {
    this.setData({ ended: "" });
  },
});

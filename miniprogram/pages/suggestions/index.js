const api = require("../../lib/api");
const days = require("../../lib/days");
const room = require("../../lib/room");

const DRAFT = "suggestion-draft";
const KINDS = [
  { key: "suggestion", text: "建议" },
  { key: "complaint", text: "投诉" },
  { key: "question", text: "咨询" },
];
const STATES = /** @type {Record<string, string>} */ ({ received: "已收到", accepted: "办理中", replied: "已答复", declined: "未受理" });
const STARS = [1, 2, 3, 4, 5];
const SHORTEST = 5;

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    kinds: KINDS,
    stars: STARS,
    kind: "suggestion",
    text: "",
    isAnonymous: false,
    suggestions: /** @type {{id: number, kind: string, text: string, state: string, at: string, due: string, reply: string, stars: number, canRate: boolean}[]} */ ([]),
  },

  onLoad() {
    this.setData({ text: wx.getStorageSync(DRAFT) || "" });
    return this.reload();
  },

  reload() {
    return room.load(this, () => this.fetch());
  },

  async fetch() {
    const found = await api.get("/suggestions");
    this.setData({
      suggestions: found.map((one) => ({
        id: one.id,
        kind: (KINDS.find((kind) => kind.key === one.kind) || KINDS[0]).text,
        text: one.text,
        state: STATES[one.state] || one.state,
        at: days.moment(one.created_at),
        due: one.due_on ? `最迟 ${days.short(one.due_on)} 办理` : "",
        reply: one.reply || "",
        stars: one.stars || 0,
        canRate: one.state === "replied" && !one.stars,
      })),
    });
  },

  // What is written survives a closed page and a cut connection.
  /** @param {WechatMiniprogram.Input} event */
  type(event) {
    this.setData({ text: event.detail.value });
    wx.setStorageSync(DRAFT, event.detail.value);
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  choose(event) {
    this.setData({ kind: event.detail.value });
  },

  /** @param {WechatMiniprogram.SwitchChange} event */
  hide(event) {
    this.setData({ isAnonymous: event.detail.value });
  },

  submit() {
    const { kind, isAnonymous } = this.data;
    const text = this.data.text.trim();
    return room.act(this, async () => {
      if (text.length < SHORTEST) return "请再多写几个字。";
      await api.post("/suggestions", { body: { text, kind: /** @type {any} */ (kind), anonymous: isAnonymous } });
      wx.removeStorageSync(DRAFT);
      this.setData({ text: "" });
      await this.fetch();
      return "已提交，办理进展会在这里和“消息”里告诉您。";
    });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  rate(event) {
    const { id, stars } = event.currentTarget.dataset;
    return room.act(this, async () => {
      await api.post("/suggestions/{suggestion_id}/rating", { params: { suggestion_id: id }, body: { stars } });
      await this.fetch();
      return "谢谢您的评价。";
    });
  },
});

const api = require("../../lib/api");
const days = require("../../lib/days");
const outbox = require("../../lib/outbox");
const { of } = require("../../lib/refusal");
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
const KEY = "suggestion:";

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
    takesPhotos: false,
    photo: "",
    kept: /** @type {string[]} */ ([]),
    suggestions: /** @type {{id: number, kind: string, text: string, state: string, at: string, due: string, reply: string, stars: number, canRate: boolean}[]} */ ([]),
  },

  onLoad() {
    this.setData({ text: wx.getStorageSync(DRAFT) || "" });
    return this.reload();
  },

  onShow() {
    outbox.watch(() => this.reload());
  },

  // Without network there is nothing to be read, but there is still something to be said.
  reload() {
    return room.load(this, async () => {
      try {
        await this.fetch();
      } catch (error) {
        const refusal = of(error);
        if (!refusal.mayPass) throw refusal;
        this.setData({ said: `${refusal.message}。可以先写，网络好了自动送出。`, isBad: true });
      }
    });
  },

  async fetch() {
    this.setData({ kept: outbox.kept().filter((write) => write.key.startsWith(KEY)).map((write) => write.asked.body.text) });
    const [found, takesPhotos] = await Promise.all([api.get("/suggestions"), api.takesPhotos()]);
    this.setData({
      takesPhotos,
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

  /** @param {WechatMiniprogram.CustomEvent} event */
  takePhoto(event) {
    this.setData({ photo: event.detail.value });
  },

  submit() {
    const text = this.data.text.trim();
    return room.act(this, async () => {
      if (text.length < SHORTEST) return "请再多写几个字。";
      const outcome = await this.send(text);
      wx.removeStorageSync(DRAFT);
      this.setData({ text: "", photo: "" });
      await this.fetch().catch(() => {});
      if (!outcome.sent) return `已记在手机上。${outcome.refusal.message}；网络好了会自动送出，不会重复提交。`;
      return "已提交，办理进展会在这里和“消息”里告诉您。";
    });
  },

  /** @param {string} text */
  async send(text) {
    const { kind, isAnonymous, photo } = this.data;
    const day = days.today();
    const added = photo ? { photo_id: await api.photo(photo) } : {};
    const body = { text, kind: /** @type {any} */ (kind), anonymous: isAnonymous, written_on: day, ...added };
    return outbox.write(`${KEY}${day}:${text}`, "您的意见", "/suggestions", { body });
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

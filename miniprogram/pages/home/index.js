const checkIns = require("../../lib/check_ins");
const days = require("../../lib/days");
const home = require("../../lib/home");
const outbox = require("../../lib/outbox");
const room = require("../../lib/room");
const subscribe = require("../../lib/subscribe");

const LOOKED = "looked"; // chose to look around before joining

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    saidAt: "",
    isBad: false,
    isBusy: false,
    since: "",
    reminder: "",
    refused: /** @type {string[]} */ ([]),
    kept: 0,
    dayLine: "",
    home: /** @type {import("../../lib/home").Home | null} */ (null),
    standing: "",
    cards: /** @type {import("../../lib/home").Card[]} */ ([]),
  },

  /** @param {{reminder?: string}} query */
  onLoad({ reminder = "" }) {
    this.setData({ reminder });
  },

  onShow() {
    outbox.watch(() => this.reload());
    return room.load(this, () => this.refresh());
  },

  onHide() {
    this.setData({ refused: [], said: "" });
  },

  onPullDownRefresh() {
    return this.reload().then(() => wx.stopPullDownRefresh());
  },

  reload() {
    return room.load(this, () => this.refresh());
  },

  async refresh() {
    const found = await home.fetch();
    if (!found.home.joined && !wx.getStorageSync(LOOKED)) return wx.reLaunch({ url: "/pages/welcome/index" });
    this.setData({ refused: [...this.data.refused, ...outbox.takeRefused()] });
    this.paint(found.home, found.since);
  },

  /**
   * @param {import("../../lib/home").Home} found
   * @param {string} since
   */
  paint(found, since) {
    const { standing } = found;
    const kind = found.workday ? "工作日" : "休息日";
    this.setData({
      home: found,
      since,
      kept: outbox.kept().length,
      dayLine: `${days.short(found.day)} ${days.weekday(found.day)} · ${kind}`,
      standing: standing ? `${standing.department}本周第 ${standing.rank} 名，共 ${standing.of} 个` : "",
      cards: home.cards(found),
    });
  },

  // One tap does it. The question about messages comes first: WeChat takes it only at the tap itself.
  /** @param {WechatMiniprogram.TouchEvent} event */
  press(event) {
    const { card, index } = event.currentTarget.dataset;
    const found = this.data.cards[card];
    const key = found.keys[index];
    if (key.how === "open") return this.open(key.url);
    if (key.how !== "tap" || !key.slot) return;
    const { slot } = key;
    this.askForMessages();
    this.setData({ saidAt: found.key });
    return room.act(this, async () => {
      const outcome = await checkIns.checkIn(found.key, slot, key.own);
      if (outcome.sent) await this.refresh();
      else if (this.data.home) this.paint(this.data.home, outcome.refusal.message);
      return checkIns.sentence(slot.title, outcome);
    });
  },

  askForMessages() {
    if (!this.data.home) return;
    subscribe.ask(this.data.home.ask_templates, this.data.home.day).catch(() => {});
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  more(event) {
    this.open(event.currentTarget.dataset.url);
  },

  join() {
    wx.navigateTo({ url: "/pages/welcome/index" });
  },

  messages() {
    this.open("/pages/messages/index");
  },

  /** @param {string} url */
  open(url) {
    wx.navigateTo({ url });
  },
});

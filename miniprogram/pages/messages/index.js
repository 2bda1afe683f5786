const api = require("../../lib/api");
const days = require("../../lib/days");
const links = require("../../lib/links");
const room = require("../../lib/room");

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    next: /** @type {number | null} */ (null),
    messages: /** @type {{id: number, title: string, text: string, page: string, kind: string, at: string, isNew: boolean}[]} */ ([]),
  },

  onShow() {
    return this.reload();
  },

  onPullDownRefresh() {
    return this.reload().then(() => wx.stopPullDownRefresh());
  },

  reload() {
    return room.load(this, async () => {
      this.setData({ messages: [], next: null });
      await this.part();
    });
  },

  onReachBottom() {
    if (this.data.next) return room.load(this, () => this.part());
  },

  async part() {
    const { next } = this.data;
    const found = await api.list("/messages", { query: { cursor: next } });
    const shown = found.data.map((one) => ({ id: one.id, title: one.title, text: one.text, page: one.page, kind: one.kind || "", at: days.moment(one.created_at), isNew: !one.read_at }));
    this.setData({ messages: [...this.data.messages, ...shown], next: found.next });
  },

  // Read, and on to the page it speaks of.
  /** @param {WechatMiniprogram.TouchEvent} event */
  open(event) {
    const { index } = event.currentTarget.dataset;
    const { id, isNew, page } = this.data.messages[index];
    this.setData({ [`messages[${index}].isNew`]: false });
    if (isNew) api.post("/messages/{message_id}/read", { params: { message_id: id } }).catch(() => {});
    if (page) links.open(page);
  },

  // No more of this kind, in one tap.
  /** @param {WechatMiniprogram.TouchEvent} event */
  turnOff(event) {
    const { kind } = event.currentTarget.dataset;
    return room.act(this, async () => {
      await api.post("/reminders/{kind}/off", { params: { kind } });
      return "不再提醒这一类。想再要，在“提醒”里打开。";
    });
  },
});

const api = require("../../lib/api");
const days = require("../../lib/days");
const room = require("../../lib/room");
const words = require("../../lib/words");

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    reasons: words.REASONS,
    from: "",
    to: "",
    reason: "leave",
    absences: /** @type {{id: number, span: string, reason: string}[]} */ ([]),
  },

  onLoad() {
    this.setData({ from: days.today(), to: days.today() });
    return this.reload();
  },

  reload() {
    return room.load(this, () => this.fetch());
  },

  async fetch() {
    const found = await api.get("/absences");
    this.setData({
      absences: found.map((one) => ({
        id: one.id,
        span: one.from === one.to ? days.short(one.from) : `${days.short(one.from)}—${days.short(one.to)}`,
        reason: words.nameOf(words.REASONS, one.reason),
      })),
    });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  choose(event) {
    this.setData({ [event.currentTarget.dataset.name]: event.detail.value });
    if (this.data.to < this.data.from) this.setData({ to: this.data.from });
  },

  submit() {
    const { from, to, reason } = this.data;
    return room.act(this, async () => {
      await api.post("/absences", { body: { from, to, reason: /** @type {any} */ (reason) } });
      await this.fetch();
      return "已登记，连续天数不会因此中断。";
    });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  remove(event) {
    return room.act(this, async () => {
      await api.remove("/absences/{absence_id}", { params: { absence_id: event.currentTarget.dataset.id } });
      await this.fetch();
      return "已删除。";
    });
  },
});

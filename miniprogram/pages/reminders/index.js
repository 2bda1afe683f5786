const api = require("../../lib/api");
const days = require("../../lib/days");
const { Refusal } = require("../../lib/refusal");
const room = require("../../lib/room");
const subscribe = require("../../lib/subscribe");

const KINDS = [
  { key: "commute", title: "绿色出行", when: "早上" },
  { key: "plate", title: "光盘行动", when: "午餐前" },
  { key: "quiz", title: "每日答题", when: "上午" },
  { key: "lights", title: "关灯断电", when: "下班前" },
  { key: "campaign", title: "活动开始", when: "活动当天" },
  { key: "weekly", title: "每周榜单", when: "周五" },
];
const QUIET = { from: "21:00", until: "07:30" };

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    kinds: /** @type {{key: string, title: string, when: string, isOn: boolean}[]} */ ([]),
    quietFrom: QUIET.from,
    quietUntil: QUIET.until,
    restsUntil: "",
    isInWecom: false,
    isLinked: false,
    grants: /** @type {Data<"get", "/subscriptions">} */ ([]),
    ask: /** @type {string[]} */ ([]),
    day: "",
  },

  onLoad() {
    return this.reload();
  },

  reload() {
    return room.load(this, () => this.fetch());
  },

  async fetch() {
    const [me, grants, found] = await Promise.all([api.get("/me"), api.get("/subscriptions"), api.get("/home")]);
    this.paint(me);
    this.setData({ grants, ask: found.ask_templates, day: found.day });
  },

  /** @param {Data<"get", "/me">} me */
  paint(me) {
    const from = me.reminders_from || "";
    this.setData({
      kinds: KINDS.map((kind) => ({ ...kind, isOn: me.reminder_kinds.includes(kind.key) })),
      quietFrom: me.quiet_from || QUIET.from,
      quietUntil: me.quiet_until || QUIET.until,
      isInWecom: Boolean(wx.qy),
      isLinked: me.wecom,
      restsUntil: from > days.today() ? days.short(from) : "",
    });
  },

  /** @param {WechatMiniprogram.SwitchChange} event */
  toggle(event) {
    const { key } = event.currentTarget.dataset;
    const wanted = this.data.kinds.filter((kind) => (kind.key === key ? event.detail.value : kind.isOn));
    return this.change({ reminder_kinds: /** @type {any} */ (wanted.map((kind) => kind.key)) });
  },

  /** @param {WechatMiniprogram.PickerChange} event */
  quiet(event) {
    return this.change({ [event.currentTarget.dataset.name]: event.detail.value });
  },

  // Not today, or not this week.
  /** @param {WechatMiniprogram.TouchEvent} event */
  rest(event) {
    return room.act(this, async () => {
      await api.post("/reminders/rest", { body: { span: event.currentTarget.dataset.span } });
      await this.fetch();
    });
  },

  endRest() {
    return room.act(this, async () => {
      await api.remove("/reminders/rest");
      await this.fetch();
    });
  },

  /** @param {Body<"patch", "/me">} body */
  change(body) {
    return room.act(this, async () => {
      this.paint(await api.patch("/me", { body }));
      this.setData({ ask: (await api.get("/home")).ask_templates });
      wx.showToast({ title: "已保存", icon: "none" });
    });
  },

  // The same reminders by WeCom as well, where the mini-program is opened in it and the office uses it.
  link() {
    return room.act(this, async () => {
      const found = await Promise.resolve(wx.qy && wx.qy.login()).catch(() => undefined);
      if (!found) throw new Refusal("WECHAT_UNAVAILABLE", { message: "没有从企业微信得到身份，请稍后再试" });
      await api.post("/wecom", { body: { code: found.code } });
      await this.fetch();
      return "好的，没有允许微信消息时，提醒会发到企业微信。";
    });
  },

  unlink() {
    return room.act(this, async () => {
      await api.remove("/wecom");
      await this.fetch();
      return "不再发到企业微信了。";
    });
  },

  allow() {
    const asking = subscribe.ask(this.data.ask, this.data.day);
    return room.act(this, async () => {
      const isAllowed = await asking;
      await this.fetch();
      return isAllowed ? "好的，到时候会发一条微信消息。" : "没有允许，提醒会放在“消息”里。";
    });
  },
});

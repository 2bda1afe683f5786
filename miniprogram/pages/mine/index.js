const api = require("../../lib/api");
const home = require("../../lib/home");
const links = require("../../lib/links");
const outbox = require("../../lib/outbox");
const room = require("../../lib/room");

const ROOMS = [
  { url: "/pages/records/index", text: "我的记录" },
  { url: "/pages/absences/index", text: "请假登记" },
  { url: "/pages/messages/index", text: "消息" },
  { url: "/pages/reminders/index", text: "提醒" },
  { url: "/pages/campaigns/index", text: "活动" },
  { url: "/pages/suggestions/index", text: "意见建议" },
  { url: "/pages/findings/index", text: "随手拍" },
  { url: "/pages/data/index", text: "我的数据" },
];

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    rooms: ROOMS,
    me: /** @type {Data<"get", "/me"> | null} */ (null),
    nickname: "",
  },

  onShow() {
    return this.reload();
  },

  onPullDownRefresh() {
    return this.reload().then(() => wx.stopPullDownRefresh());
  },

  reload() {
    return room.load(this, async () => this.paint(await api.get("/me")));
  },

  /** @param {Data<"get", "/me">} me */
  paint(me) {
    this.setData({ me, nickname: me.nickname || "" });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  open(event) {
    wx.navigateTo({ url: event.currentTarget.dataset.url });
  },

  /** @param {WechatMiniprogram.Input} event */
  type(event) {
    this.setData({ nickname: event.detail.value });
  },

  saveNickname() {
    return this.change({ nickname: this.data.nickname.trim() || null });
  },

  /** @param {WechatMiniprogram.SwitchChange} event */
  chooseBoard(event) {
    return this.change({ on_people_board: event.detail.value });
  },

  /** @param {Body<"patch", "/me">} body */
  change(body) {
    return room.act(this, async () => {
      this.paint(await api.patch("/me", { body }));
      return "已保存。";
    });
  },

  signInToConsole() {
    return wx.scanCode({ scanType: ["qrCode"] }).then(
      ({ result }) => {
        const { console: code } = links.inside(result);
        if (code) wx.navigateTo({ url: `/pages/console/index?c=${code}` });
        else this.setData({ said: "这不是工作台登录页上的码。", isBad: true });
      },
      () => {},
    );
  },

  join() {
    wx.navigateTo({ url: "/pages/welcome/index" });
  },

  leave() {
    return room.act(this, async () => {
      const { confirm } = await wx.showModal({
        title: "退出参与",
        content: "您会马上从各个榜上消失，能认出您的信息随之删除，只留下所在科室的合计数。今天之内不能重新加入。",
        confirmText: "退出",
      });
      if (!confirm) return;
      await api.remove("/participation");
      outbox.empty();
      home.forget();
      await this.reload();
      return "已退出。谢谢您参加过。";
    });
  },
});

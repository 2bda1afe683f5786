const api = require("../../lib/api");
const home = require("../../lib/home");
const links = require("../../lib/links");
const privacy = require("../../lib/privacy");
const room = require("../../lib/room");

const LOOKED = "looked";

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    guide: "",
    mustAgree: false,
    policy: /** @type {Data<"get", "/policy"> | null} */ (null),
    onPeopleBoard: false,
  },

  onLoad() {
    return this.reload();
  },

  reload() {
    return room.load(this, () => this.look());
  },

  // First WeChat's privacy guide, then who somebody is, then whether they want to take part.
  async look() {
    const { agreed, guide } = await privacy.ask();
    this.setData({ mustAgree: !agreed, guide });
    if (!agreed) return;
    const me = await api.get("/me");
    home.keepTemplate(me.commute_template);
    if (me.joined) return this.enter();
    this.setData({ policy: await api.get("/policy") });
  },

  readGuide() {
    wx.openPrivacyContract({});
  },

  agree() {
    privacy.agree();
    return this.reload();
  },

  /** @param {WechatMiniprogram.SwitchChange} event */
  chooseBoard(event) {
    this.setData({ onPeopleBoard: event.detail.value });
  },

  join() {
    return room.act(this, async () => {
      if (!this.data.policy) return;
      await api.post("/participation", { body: { policy_version: this.data.policy.version, on_people_board: this.data.onPeopleBoard } });
      this.enter();
    });
  },

  justLook() {
    wx.setStorageSync(LOOKED, true);
    wx.switchTab({ url: "/pages/home/index" });
  },

  enter() {
    const path = links.takeLater();
    if (path.startsWith("pages/welcome")) return wx.switchTab({ url: "/pages/home/index" });
    wx.reLaunch({ url: "/" + path });
  },
});

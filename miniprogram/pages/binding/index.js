const api = require("../../lib/api");
const room = require("../../lib/room");

Page({
  data: { view: "ready", said: "", isBad: false, isBusy: false, employee_no: "", name: "", invite_code: "" },

  /** @param {WechatMiniprogram.Input} event */
  type(event) {
    this.setData({ [event.currentTarget.dataset.name]: event.detail.value });
  },

  // A code of WeChat's for the number, never the number itself.
  /** @param {WechatMiniprogram.ButtonGetPhoneNumber} event */
  byPhone(event) {
    const { code } = event.detail;
    return room.act(this, async () => {
      if (!code) return "没有取得手机号，请改用工号和邀请码。";
      await this.bind({ phone_code: code });
    });
  },

  byInvite() {
    const { employee_no, name, invite_code } = this.data;
    return room.act(this, async () => {
      if (!employee_no.trim() || !name.trim() || !invite_code.trim()) return "请填写工号、姓名和邀请码。";
      await this.bind({ employee_no: employee_no.trim(), name: name.trim(), invite_code: invite_code.trim() });
    });
  },

  /** @param {Body<"post", "/binding">} body */
  async bind(body) {
    const { employee } = await api.post("/binding", { body });
    wx.showToast({ title: `${employee.name}，您好`, icon: "none" });
    wx.reLaunch({ url: "/pages/welcome/index" });
  },
});

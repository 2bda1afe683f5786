const api = require("../../lib/api");
const room = require("../../lib/room");

const NAMES = /** @type {Record<string, string>} */ ({
  employee: "名册上的资料", settings: "设置", wechat: "微信标识", participation: "参与", check_ins: "打卡记录", held: "核实中的记录",
  quizzes: "答题", reviews: "错题复习", absences: "请假", subscriptions: "消息授权", deliveries: "发过的提醒", messages: "消息",
  sign_ins: "登录", suggestions: "意见建议", photos: "照片",
});

Page({
  text: "",
  data: { view: "loading", trouble: "", said: "", isBad: false, isBusy: false, parts: /** @type {{key: string, title: string, count: string}[]} */ ([]), text: "" },

  onLoad() {
    return this.reload();
  },

  reload() {
    return room.load(this, async () => {
      const found = /** @type {Record<string, any>} */ (await api.get("/me/export"));
      this.text = JSON.stringify(found, null, 2);
      const parts = Object.entries(found).filter(([, value]) => value && typeof value === "object");
      this.setData({
        parts: parts.map(([key, value]) => ({ key, title: NAMES[key] || key, count: Array.isArray(value) ? `${value.length} 条` : "有" })),
      });
    });
  },

  showAll() {
    this.setData({ text: this.text });
  },

  // A file in one's own chat, so that nothing goes through the clipboard.
  save() {
    return room.act(this, async () => {
      const filePath = `${wx.env.USER_DATA_PATH}/lvxing.json`;
      await new Promise((success, fail) => wx.getFileSystemManager().writeFile({ filePath, data: this.text, encoding: "utf8", success: () => success(null), fail }));
      await wx.shareFileMessage({ filePath, fileName: "绿行-我的数据.json" });
      return "已存成文件。";
    });
  },
});

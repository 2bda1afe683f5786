const api = require("../../lib/api");
const room = require("../../lib/room");

/** What each part of the export is called, in three groups. */
const GROUPS = [
  { title: "我是谁", names: { employee: "名册上的资料", settings: "昵称、提醒等设置", wechat: "微信标识", participation: "加入和退出", sign_ins: "登录" } },
  {
    title: "我做过的",
    names: { check_ins: "打卡记录", held: "核实过的记录", objections: "提过的异议", quizzes: "答题", reviews: "错题复习", absences: "请假", photos: "照片" },
  },
  { title: "来往", names: { suggestions: "意见建议", subscriptions: "消息授权", deliveries: "发过的提醒", messages: "消息" } },
];

/** @typedef {{key: string, title: string, count: string}} Part */

Page({
  text: "",
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    groups: /** @type {{title: string, parts: Part[], none: string}[]} */ ([]),
    text: "",
  },

  onLoad() {
    return this.reload();
  },

  reload() {
    return room.load(this, async () => {
      const found = /** @type {Record<string, any>} */ (await api.get("/me/export"));
      this.text = JSON.stringify(found, null, 2);
      this.setData({ groups: grouped(found) });
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

/** What there is of each group, and in one line what there is not. @param {Record<string, any>} found */
function grouped(found) {
  return GROUPS.map(({ title, names }) => {
    const parts = Object.entries(names).filter(([key]) => key in found).map(([key, name]) => ({ key, title: name, count: counted(found[key]) }));
    return { title, parts: parts.filter((part) => part.count), none: parts.filter((part) => !part.count).map((part) => part.title).join("、") };
  });
}

/** @param {any} part */
const counted = (part) => (!Array.isArray(part) ? "1 份" : part.length ? `${part.length} 条` : "");

const api = require("../../lib/api");
const checkIns = require("../../lib/check_ins");
const days = require("../../lib/days");
const links = require("../../lib/links");
const outbox = require("../../lib/outbox");
const room = require("../../lib/room");

/** @typedef {Data<"get", "/bins/{code}">} Bin */
/** @typedef {{right: boolean, correct: string, explanation: string, place: string, held?: string}} Told */

Page({
  data: {
    view: "ready",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    code: "",
    bin: /** @type {Bin | null} */ (null),
    categories: /** @type {{key: string, text: string}[]} */ ([]),
    category: "",
    answer: "",
    opens: "",
    told: /** @type {{right: boolean, correct: string, explanation: string, place: string, points: number, held: string} | null} */ (null),
  },

  // Opened by the ordinary link (`q`, the whole address), WeChat's round code (`scene`), or our own pages.
  /** @param {{q?: string, scene?: string, code?: string, scan?: string}} query */
  onLoad({ q, scene, code, scan }) {
    const inside = links.inside(decodeURIComponent(q || "")).bin || decodeURIComponent(scene || "") || code || "";
    if (q && !inside) this.setData({ said: "这不是绿行的分类桶码。", isBad: true });
    if (inside) return this.open(inside);
    if (scan) return this.scan();
  },

  scan() {
    return wx.scanCode({ onlyFromCamera: false, scanType: ["qrCode"] }).then(
      ({ result }) => {
        const { bin } = links.inside(result);
        if (bin) return this.open(bin);
        this.setData({ said: "这不是绿行的分类桶码。", isBad: true });
      },
      () => {},
    );
  },

  /** @param {string} code */
  open(code) {
    this.setData({ code, view: "loading", said: "", told: null, category: "", answer: "" });
    return this.reload();
  },

  reload() {
    return room.load(this, async () => {
      const bin = await api.get("/bins/{code}", { params: { code: this.data.code } });
      const categories = bin.categories.map(({ category, label }) => ({ key: category, text: label }));
      const category = categories.length === 1 ? categories[0].key : "";
      this.setData({ bin, categories, category, opens: bin.opens_at ? days.moment(bin.opens_at) : "" });
    });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  choose(event) {
    this.setData({ [event.currentTarget.dataset.name]: event.detail.value });
  },

  submit() {
    const { bin, category, answer } = this.data;
    return room.act(this, async () => {
      if (!bin) return;
      if (!category || !answer) return category ? "请选出您的答案。" : "请选择投的是哪一类。";
      const body = /** @type {Body<"post", "/activities/bin_sorting/check-ins">} */ ({ bin: bin.code, category, question_id: bin.question.id, answer });
      const outcome = await outbox.write(`bin_sorting:${bin.question.id}`, "分类投放", "/activities/bin_sorting/check-ins", { body });
      if (!outcome.sent) return checkIns.sentence("分类投放", outcome);
      this.tell(outcome.data);
    });
  },

  /** @param {Data<"post", "/activities/bin_sorting/check-ins">} record */
  tell(record) {
    const { points } = record;
    const detail = /** @type {Told} */ (record.detail);
    const { bin } = this.data;
    const choice = bin && bin.question.choices.find((one) => one.key === detail.correct);
    this.setData({ told: { right: detail.right, correct: choice ? choice.text : "", explanation: detail.explanation, place: detail.place, points, held: detail.held || "" } });
  },

  home() {
    wx.switchTab({ url: "/pages/home/index" });
  },
});

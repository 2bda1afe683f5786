const api = require("../../lib/api");
const { of } = require("../../lib/refusal");

const PAUSE = 300; // milliseconds without typing before the server is asked
const EXAMPLES = ["奶茶杯", "电池", "外卖盒", "硬盘", "beizi"];

Page({
  /** @type {any} */
  timer: 0,
  asked: "",
  data: {
    examples: EXAMPLES,
    word: "",
    said: "",
    searched: "",
    items: /** @type {Data<"get", "/waste-items">["items"]} */ ([]),
    suggestion: /** @type {Data<"get", "/waste-items">["suggestion"]} */ (null),
  },

  /** @param {WechatMiniprogram.Input} event */
  type(event) {
    this.setData({ word: event.detail.value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), PAUSE);
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  example(event) {
    this.setData({ word: event.currentTarget.dataset.word });
    return this.search();
  },

  clear() {
    clearTimeout(this.timer);
    this.asked = "";
    this.setData({ word: "", searched: "", items: [], suggestion: null, said: "" });
  },

  // An answer that comes after a newer question is not shown.
  async search() {
    clearTimeout(this.timer);
    const word = this.data.word.trim();
    if (!word) return this.clear();
    this.asked = word;
    try {
      const { items, suggestion } = await api.get("/waste-items", { query: { q: word } });
      if (this.asked === word) this.setData({ searched: word, items, suggestion: suggestion || null, said: "" });
    } catch (error) {
      if (this.asked === word) this.setData({ said: of(error).message });
    }
  },
});

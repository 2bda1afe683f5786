const api = require("../../lib/api");
const words = require("../../lib/words");
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
    items: /** @type {{name: string, label: string, note: string, colour: string}[]} */ ([]),
    guess: /** @type {{label: string, colour: string, of100: number} | null} */ (null),
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
    this.setData({ word: "", searched: "", items: [], guess: null, said: "" });
  },

  // An answer that comes after a newer question is not shown.
  async search() {
    clearTimeout(this.timer);
    const word = this.data.word.trim();
    if (!word) return this.clear();
    this.asked = word;
    try {
      const found = await api.get("/waste-items", { query: { q: word } });
      if (this.asked === word) this.show(word, found);
    } catch (error) {
      if (this.asked === word) this.setData({ said: of(error).message });
    }
  },

  /**
   * @param {string} word
   * @param {Data<"get", "/waste-items">} found
   */
  show(word, { items, suggestion }) {
    this.setData({
      searched: word,
      said: "",
      items: items.map((item) => ({ name: item.name, label: item.label, note: item.note || "", colour: words.COLOURS[item.category] })),
      guess: suggestion && { label: suggestion.label, colour: words.COLOURS[suggestion.category], of100: Math.round(suggestion.confidence * 100) },
    });
  },
});

// A few choices as large keys, one or several at once. `value` is a key, or a list of them when `many`.
Component({
  properties: {
    label: String,
    choices: { type: Array, value: /** @type {{key: string, text: string, note?: string}[]} */ ([]) },
    value: { type: null, value: /** @type {any} */ ("") },
    many: Boolean,
    column: Boolean,
    joined: Boolean,
    disabled: Boolean,
  },
  data: { marks: /** @type {boolean[]} */ ([]) },
  observers: {
    "choices, value"() {
      const chosen = listed(this.data.value);
      this.setData({ marks: this.data.choices.map((choice) => chosen.includes(choice.key)) });
    },
  },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    choose(event) {
      if (this.data.disabled) return;
      const { key } = event.currentTarget.dataset;
      this.triggerEvent("choose", { value: this.data.many ? this.toggled(key) : key });
    },
    /** @param {string} key */
    toggled(key) {
      const chosen = listed(this.data.value);
      return chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key];
    },
  },
});

/** One key or several, as a list. @param {any} value @returns {string[]} */
function listed(value) {
  return Array.isArray(value) ? value : [value];
}

const api = require("../../lib/api");
const checkIns = require("../../lib/check_ins");
const outbox = require("../../lib/outbox");
const room = require("../../lib/room");

const DRAFT = "quiz-draft";

/** @typedef {Data<"get", "/quizzes/today">["questions"][0]} Question */
/** @typedef {Data<"post", "/quizzes/{quiz_id}/answers">} Result */

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    reminder: "",
    quizId: 0,
    questions: /** @type {{id: number, text: string, hint: string, isMany: boolean, choices: {key: string, text: string}[], chosen: string[]}[]} */ ([]),
    result: /** @type {{right: number, asked: number, points: number} | null} */ (null),
    marks: /** @type {{id: number, right: boolean, text: string, correct: string, explanation: string, source: string}[]} */ ([]),
    topics: /** @type {Result["topics"]} */ ([]),
  },

  /** @param {{reminder?: string}} query */
  onLoad({ reminder = "" }) {
    this.setData({ reminder });
    return this.reload();
  },

  reload() {
    return room.load(this, () => this.open());
  },

  async open() {
    const quiz = await api.get("/quizzes/today");
    const draft = wx.getStorageSync(DRAFT);
    const known = draft && draft.quizId === quiz.quiz_id ? draft.answers : {};
    this.setData({ quizId: quiz.quiz_id, questions: quiz.questions.map((question) => shown(question, known[question.id] || [])) });
    if (quiz.answered) this.show(await api.post("/quizzes/{quiz_id}/answers", { params: { quiz_id: quiz.quiz_id }, body: { answers: {} } }));
  },

  // What is chosen is kept, so that a closed page loses nothing.
  /** @param {WechatMiniprogram.CustomEvent} event */
  choose(event) {
    const { index } = event.currentTarget.dataset;
    this.setData({ [`questions[${index}].chosen`]: [].concat(event.detail.value) });
    wx.setStorageSync(DRAFT, { quizId: this.data.quizId, answers: this.answers() });
  },

  answers() {
    return Object.fromEntries(this.data.questions.map((question) => [question.id, question.chosen]));
  },

  submit() {
    const { quizId, questions } = this.data;
    return room.act(this, async () => {
      const left = questions.filter((question) => !question.chosen.length).length;
      if (left && !(await this.isSure(left))) return;
      const outcome = await outbox.write(`quiz:${quizId}`, "答题", "/quizzes/{quiz_id}/answers", { params: { quiz_id: quizId }, body: { answers: this.answers() } });
      if (!outcome.sent) return checkIns.sentence("答题", outcome);
      wx.removeStorageSync(DRAFT);
      this.show(outcome.data);
    });
  },

  /** @param {number} left */
  async isSure(left) {
    const { confirm } = await wx.showModal({ title: "交卷", content: `还有 ${left} 题没有选，就这样交卷吗？` });
    return confirm;
  },

  /** @param {Result} found */
  show({ check_in: record, results, topics }) {
    const { right, asked } = /** @type {any} */ (record.detail);
    const texts = this.data.questions;
    const marks = results.map((mark) => {
      const question = texts.find((one) => one.id === mark.id);
      const correct = question ? question.choices.filter((choice) => mark.correct.includes(choice.key)).map((choice) => choice.text).join("；") : "";
      return { id: mark.id, right: mark.right, text: question ? question.text : "", correct, explanation: mark.explanation, source: `${mark.source}，${mark.year}` };
    });
    this.setData({ result: { right, asked, points: record.points }, marks, topics });
  },
});

/**
 * @param {Question} question
 * @param {string[]} chosen
 */
function shown({ id, text, kind, choices }, chosen) {
  const hint = { single: "单选", multiple: "多选", true_false: "判断" }[kind];
  return { id, text, hint, isMany: kind === "multiple", choices, chosen };
}

// What went wrong, as a sentence for the person and a code for the program.

/** By code, where the server sent no sentence or could not be asked. */
const WORDS = {
  CUT: "网络断开了，请检查网络后再试",
  TIMEOUT: "等了很久没有回应，请稍后再试",
  STRANGE: "服务器的回答不对，可能正在维护，请稍后再试",
  BUSY: "服务器正忙，请稍后再试",
  PRIVACY: "请先阅读并同意隐私保护指引",
  NOT_OPEN: "这项功能暂未开放",
  WECHAT_UNAVAILABLE: "微信服务暂时连不上，请稍后再试",
  NOT_SIGNED_IN: "登录已过期，请重新进入小程序",
  TOO_MANY: "操作太频繁，请稍后再试",
};

class Refusal extends Error {
  /**
   * @param {string} code
   * @param {{message?: string, fields?: Record<string, string>, status?: number, wait?: number}} [more]
   *   `wait` is in seconds.
   */
  constructor(code, { message = "", fields = {}, status = 0, wait = 0 } = {}) {
    super(message || WORDS[/** @type {keyof typeof WORDS} */ (code)] || "没有成功，请稍后再试");
    this.code = code;
    this.fields = fields;
    this.status = status;
    this.wait = wait;
  }

  /** Whether the same request may succeed later: nobody has said no to it. */
  get mayPass() {
    return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === "STRANGE";
  }
}

/**
 * Anything thrown as a Refusal.
 * @param {unknown} error
 * @returns {Refusal}
 */
function of(error) {
  if (error instanceof Refusal) return error;
  console.error(error);
  return new Refusal("BROKEN", { message: "小程序出了点问题，请退出后重新进入", status: 400 });
}

module.exports = { Refusal, of };

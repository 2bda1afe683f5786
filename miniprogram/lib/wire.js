// One request to our server and what its answer means. No identity here: that is api.js.

const { servers } = require("../config");
const { Refusal } = require("./refusal");

const TIMEOUT = 10000; // milliseconds
const PHOTO_TIMEOUT = 60000;

const server = servers[wx.getAccountInfoSync().miniProgram.envVersion];

/**
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {string} token
 * @param {object} [data]
 * @returns {Promise<any>} the whole body: {data, next?}; undefined for 204
 */
async function send(method, path, token, data) {
  const header = token ? { Authorization: `Bearer ${token}` } : {};
  const found = await wx
    .request({ url: `${server}/api/v1${path}`, method: /** @type {any} */ (method), header, data, timeout: TIMEOUT })
    .catch(cut);
  return read(found.statusCode, found.data, found.header);
}

/**
 * @param {string} path
 * @param {string} token
 * @param {string} filePath
 * @returns {Promise<any>}
 */
function upload(path, token, filePath) {
  return new Promise((resolve, reject) => {
    wx.uploadFile({
      url: `${server}/api/v1${path}`,
      filePath,
      name: "photo",
      header: { Authorization: `Bearer ${token}` },
      timeout: PHOTO_TIMEOUT,
      success: ({ statusCode, data }) => resolve({ statusCode, data: parse(data) }),
      fail: reject,
    });
  })
    .catch(cut)
    .then((/** @type {any} */ found) => read(found.statusCode, found.data, {}));
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * @param {{errMsg?: string}} failure
 * @returns {never}
 */
function cut(failure) {
  throw new Refusal(/time/i.test(failure.errMsg || "") ? "TIMEOUT" : "CUT");
}

/**
 * @param {number} status
 * @param {any} body
 * @param {Record<string, any>} header
 */
function read(status, body, header) {
  if (status === 204) return undefined;
  if (status >= 200 && status < 300 && body && typeof body === "object" && "data" in body) return body;
  const error = body && typeof body === "object" ? body.error : null;
  if (!error || typeof error.code !== "string") throw new Refusal(status === 429 ? "TOO_MANY" : status >= 500 ? "BUSY" : "STRANGE", { status });
  throw new Refusal(error.code, { message: sentence(error), fields: error.fields, status, wait: seconds(header) });
}

/**
 * The server's own sentence, with those of the fields; instants among them are for programs.
 * @param {{message: string, fields?: Record<string, string>}} error
 */
function sentence({ message, fields = {} }) {
  const said = Object.entries(fields).filter(([name]) => !name.endsWith("_at"));
  return [message, ...said.map(([, text]) => text)].filter(Boolean).join("；");
}

/** @param {Record<string, any>} header */
function seconds(header) {
  const name = Object.keys(header || {}).find((one) => one.toLowerCase() === "retry-after");
  return (name && Number(header[name])) || 0;
}

module.exports = { send, upload };

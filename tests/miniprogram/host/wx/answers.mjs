// How wx.* calls answer: by callbacks or, without any, by a promise. A few know callbacks only.

export function answering (name, work) {
  return (options = {}) => {
    const answer = Promise.resolve().then(() => work(options))
    const ok = (result) => ({ errMsg: `${name}:ok`, ...result })
    const bad = (error) => ({ errMsg: `${name}:fail ${error.message}`, ...(error.errno ? { errno: error.errno } : {}) })
    if (!options.success && !options.fail && !options.complete) {
      return answer.then(ok, (error) => { throw bad(error) })
    }
    answer.then(
      (result) => { options.success?.(ok(result)); options.complete?.(ok(result)) },
      (error) => { options.fail?.(bad(error)); options.complete?.(bad(error)) }
    )
  }
}

export function refusal (message, errno) {
  return Object.assign(new Error(message), { errno })
}

export function callbacksOnly (call, returns) {
  return (options) => {
    call({ complete () {}, ...options })
    return returns
  }
}

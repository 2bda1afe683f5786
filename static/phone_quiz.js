// The five questions of the day: read, choose, hand in, and only then see what was right and why.
"use strict";

entered.waste_quiz = async () => {
  const quiz = await call("GET", "/quizzes/today");
  if (quiz.answered) return showResult(quiz, await handIn(quiz, {}));
  $("quiz").replaceChildren(...quiz.questions.map(ask), element("button", "交卷"));
  $("quiz").onsubmit = does(async () => {
    const form = new FormData($("quiz"));
    const answers = Object.fromEntries(quiz.questions.map((one) => [one.id, form.getAll(String(one.id))]));
    showResult(quiz, await handIn(quiz, answers));
  });
  show("quiz");
};

function handIn(quiz, answers) {
  return call("POST", `/quizzes/${quiz.quiz_id}/answers`, { answers });
}

function ask(question, number) {
  const made = element("fieldset", "");
  made.append(element("legend", `${number + 1}. ${question.text}`), ...question.choices.map((choice) => {
    const line = element("label", "", { className: "choice" });
    const type = question.kind === "multiple" ? "checkbox" : "radio";
    line.append(element("input", "", { type, name: question.id, value: choice.key }), element("span", choice.text));
    return line;
  }));
  return made;
}

function showResult(quiz, result) {
  $("quiz").replaceChildren(
    element("p", `答对 ${result.check_in.detail.right} 题，共 ${result.check_in.detail.asked} 题，记 ${result.check_in.points} 分。答错的过几天会再见面。`),
    ...quiz.questions.map((question, number) => told(question, number, result.results[number])),
    button("回首页", () => rooms.home()),
  );
  show("quiz");
}

function told(question, number, mark) {
  const made = element("div", "", { className: mark.right ? "told right" : "told" });
  const correct = question.choices.filter((choice) => mark.correct.includes(choice.key)).map((choice) => choice.text);
  made.append(
    element("strong", `${number + 1}. ${question.text}`),
    element("p", `${mark.right ? "答对了" : "没答对"}：${correct.join("、")}`),
    element("p", mark.explanation),
    element("p", `${mark.source}，${mark.year}`, { className: "faint" }),
  );
  return made;
}

// While a form is on its way its button says so, and a second click sends nothing. Without script all works the same.
"use strict";

document.addEventListener("submit", function (event) {
  var form = event.target;
  if (form.method !== "post" || "download" in form.dataset) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  var button = event.submitter || form.querySelector("button[type=submit]");
  if (button) button.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", function () { // back from the next page
  document.querySelectorAll("form[data-sent]").forEach(function (form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  });
});

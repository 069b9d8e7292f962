// The first script, in words that old browsers know: whatever goes wrong, a sentence stands on the page.
"use strict";
(function () {
  var old = "This browser is too old for this page. Open it in a newer Chrome, Edge, Firefox or Safari.";
  var cut = "This file is damaged or not whole. Copy it again from where it came, or ask for it again.";
  var root = document.documentElement;
  window.say = function (sentence) {
    root.className = "failed";
    document.getElementById("state").textContent = sentence;
  };
  window.onerror = function () {
    window.say(old);
  };
  if (!window.Worker || !window.Blob || !window.URL || !window.URL.createObjectURL || !window.Map) {
    window.say(old);
  }
  // The last script stands at the end of the file, so that it is missing where the file was cut off.
  document.addEventListener("DOMContentLoaded", function () {
    if (!window.textgen && root.className !== "failed") window.say(cut);
  });
})();

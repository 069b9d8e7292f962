"use strict";
(() => {
  const element = id => document.getElementById(id);
  const study = JSON.parse(element("study").textContent);
  const levels = new Int8Array(Uint8Array.from(atob(element("levels").textContent), byte => byte.charCodeAt(0)).buffer);
  const units = study.layers.reduce((sum, layer) => sum + layer, 0);
  const characters = [...element("passage").children];
  const chosen = { state: element("state"), unit: element("unit"), order: element("order") };
  const signed = (number, digits) => (number < 0 ? "−" : "+") + Math.abs(number).toFixed(digits);
  let here = 0;

  study.features.forEach((feature, number) => chosen.order.add(new Option(`of “${feature}”`, number)));

  const state = () => Number(chosen.state.value);
  const unit = () => Math.min(units, Math.max(1, Math.round(Number(chosen.unit.value)) || 1)) - 1;
  const level = place => levels[(state() * units + unit()) * study.characters + place];

  function name() {
    let layer = 0, number = unit();
    while (number >= study.layers[layer]) number -= study.layers[layer++];
    return `Unit ${number + 1}` + (study.layers.length > 1 ? ` of layer ${layer + 1}` : "");
  }

  function ordered() {
    const all = Array.from({ length: units }, (_, number) => number);
    if (chosen.order.value === "") return all;
    const scores = study.scores[Number(chosen.order.value)][state()];
    return all.sort((a, b) => Math.abs(scores[b]) - Math.abs(scores[a]));
  }

  function show() {
    chosen.unit.value = unit() + 1;
    characters.forEach((character, place) => {
      const colour = Math.round(level(place) * 5 / 127);
      character.className = (colour < 0 ? "n" : "p") + Math.abs(colour);
      character.title = told(place);
    });
    const best = study.features.map((feature, number) => [feature, study.scores[number][state()][unit()]])
      .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, 3);
    element("about").textContent = `${name()}, ${chosen.state.selectedOptions[0].text}. ` + (best.length
      ? `It goes most with ${best.map(([feature, score]) => `${feature} (${signed(score / 100, 2)})`).join(", ")}.` : "");
    point(here);
  }

  const told = place => signed(level(place) / 127 * study.full[Number(level(place) > 0)][state()][unit()], 2);

  function point(place) {
    characters[here].classList.remove("here");
    here = Math.min(characters.length - 1, Math.max(0, place));
    characters[here].classList.add("here");
    const shown = characters[here].textContent;
    element("value").textContent = `${shown === " " ? "space" : `“${shown.trim() || "tab"}”`}: ${told(here)}`;
  }

  function step(by) {
    const all = ordered();
    chosen.unit.value = all[(all.indexOf(unit()) + by + units) % units] + 1;
    show();
  }

  element("previous").addEventListener("click", () => step(-1));
  element("next").addEventListener("click", () => step(1));
  chosen.unit.addEventListener("change", show);
  chosen.state.addEventListener("change", show);
  chosen.order.addEventListener("change", () => { chosen.unit.value = ordered()[0] + 1; show(); });
  element("passage").addEventListener("mouseover", event => {
    const place = characters.indexOf(event.target);
    if (place >= 0) point(place);
  });
  element("passage").addEventListener("click", event => {
    const place = characters.indexOf(event.target);
    if (place >= 0) point(place);
  });
  element("passage").addEventListener("keydown", event => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 20, ArrowUp: -20, Home: -here, End: characters.length }[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    point(here + by);
  });
  document.querySelectorAll("a[data-unit]").forEach(link => link.addEventListener("click", () => {
    chosen.state.value = link.dataset.state;
    chosen.unit.value = Number(link.dataset.unit) + 1;
    show();
  }));
  element("controls").hidden = false;
  show();
})();

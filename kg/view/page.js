"use strict";
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("data"), words = read("words");
const $ = (id) => document.getElementById(id);
const COLOUR = { District: "#0b4f8a", Park: "#2e7d32", Company: "#b25600", Institution: "#6a3d9a", Project: "#c2255c", Program: "#00707a" };
const SHAPE = { District: "hexagon", Park: "round-rectangle", Company: "ellipse", Institution: "diamond", Project: "ellipse", Program: "triangle" };
const LINE = { PLANS: "#c2255c", HOSTS: "#2e7d32", HAS_PARK: "#4b7f52", RUNS: "#00707a", SUPPORTS: "#b25600", UNDERTAKES: "#8a4b08", COOPERATES_WITH: "#6a3d9a", LOCATED_IN: "#5a6b7d", PART_OF: "#3f6fa8" };
const CLIP = { hexagon: "polygon(25% 0,75% 0,100% 50%,75% 100%,25% 100%,0 50%)", diamond: "polygon(50% 0,100% 50%,50% 100%,0 50%)", triangle: "polygon(50% 0,100% 100%,0 100%)", "round-rectangle": "inset(0 round 3px)", ellipse: "circle(50%)" };
const nodes = new Map(data.nodes.map((node) => [node.id, node]));
const facts = new Map(data.facts.map((fact) => [fact.id, fact]));
const touching = new Map(data.nodes.map((node) => [node.id, []]));
for (const fact of data.facts) for (const end of new Set([fact.head, fact.tail])) touching.get(end).push(fact);
const years = [...new Set(data.facts.map((fact) => fact.year).filter(Boolean))].sort();
const off = { types: new Set(), relations: new Set(), stages: new Set() };
const MOST_NAMES = 300, FONT = "Helvetica Neue, Helvetica, sans-serif", ruler = document.createElement("canvas").getContext("2d");
let language = document.documentElement.lang, chosen = null, visible = { nodes: data.nodes, facts: data.facts }, hidden = new Set(), named = new Set();

const say = (key, values = {}) => words[language][key].replace(/\{(\w)\}/g, (_, name) => values[name]);
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const dot = (type) => {
  const mark = make("span", { className: "dot" });
  mark.style.background = COLOUR[type];
  mark.style.clipPath = CLIP[SHAPE[type]];
  return mark;
};
const dash = (type) => {
  const mark = make("span", { className: "dash" });
  mark.style.background = LINE[type];
  return mark;
};

for (const node of data.nodes) node.size = Math.min(64, 14 + 5 * Math.sqrt(touching.get(node.id).length));
const ranked = [...data.nodes].sort((one, other) => other.size - one.size);
const cy = cytoscape({
  container: $("graph"),
  elements: [
    ...data.nodes.map((node) => ({ data: { id: node.id, name: node.name, colour: COLOUR[node.type], shape: SHAPE[node.type], size: node.size }, position: { x: node.x, y: node.y } })),
    ...data.facts.map((fact) => ({ data: { id: fact.id, source: fact.head, target: fact.tail, colour: LINE[fact.type], width: 0.8 + 1.6 * fact.confidence } })),
  ],
  style: [
    { selector: "node", style: { "background-color": "data(colour)", shape: "data(shape)", width: "data(size)", height: "data(size)" } },
    { selector: "node.named", style: { label: "data(label)", "font-family": FONT, "font-size": "data(font)", color: "#1d2733", "text-valign": "bottom", "text-margin-y": 2, "text-outline-color": "#fbfcfd", "text-outline-width": "data(outline)" } },
    { selector: "edge", style: { "line-color": "data(colour)", "target-arrow-color": "data(colour)", "target-arrow-shape": "triangle", "arrow-scale": 0.7, width: "data(width)", "curve-style": data.facts.length > 1500 ? "haystack" : "bezier", opacity: 0.55 } },
    { selector: ".hidden", style: { display: "none" } },
    { selector: ".far", style: { opacity: 0.2 } },
    { selector: "node.chosen", style: { "border-width": 5, "border-color": "#ffb300", "z-index": 9 } },
    { selector: "edge.chosen", style: { width: 5, opacity: 1, "z-index": 9 } },
  ],
  layout: { name: "preset", fit: true, padding: 70 },
  hideEdgesOnViewport: data.facts.length > 1500,
  textureOnViewport: data.nodes.length > 1000,
  minZoom: 0.02, maxZoom: 4, boxSelectionEnabled: false, autoungrabify: true,
});
if (cy.zoom() > 1.3) { cy.zoom(1.3); cy.center(); }
window.kgView = { cy, data };

function passes(fact) {
  const [first, last] = [Number($("first").value), Number($("last").value)];
  return !off.relations.has(fact.type) && !off.types.has(nodes.get(fact.head).type) && !off.types.has(nodes.get(fact.tail).type)
    && (fact.type !== "PLANS" || !off.stages.has(fact.stage || "nostage")) && fact.confidence >= Number($("confidence").value)
    && (!fact.year || (fact.year >= first && fact.year <= last));
}

function filter() {
  const shownFacts = data.facts.filter(passes), ends = new Set(shownFacts.flatMap((fact) => [fact.head, fact.tail]));
  const shownNodes = data.nodes.filter((node) => ends.has(node.id) || (!touching.get(node.id).length && !off.types.has(node.type)));
  const keep = new Set([...shownFacts, ...shownNodes].map((one) => one.id));
  const gone = [...nodes.keys(), ...facts.keys()].filter((id) => !keep.has(id));
  cy.batch(() => {
    for (const id of hidden) if (keep.has(id)) cy.getElementById(id).removeClass("hidden");
    for (const id of gone) if (!hidden.has(id)) cy.getElementById(id).addClass("hidden");
  });
  hidden = new Set(gone);
  visible = { nodes: shownNodes, facts: shownFacts };
  $("count").textContent = shownNodes.length ? say("shown", { n: shownNodes.length, m: shownFacts.length }) : say("none");
  $("least").textContent = Number($("confidence").value).toFixed(2);
  $("firstYear").textContent = $("first").value;
  $("lastYear").textContent = $("last").value;
  find();
  if (chosen) choose(chosen, false);
  else nameNodes();
}

// Names have the same height at every zoom, and only those are shown that lie on no other: the best joined first.
function nameNodes() {
  const zoom = cy.zoom(), pan = cy.pan(), taken = new Map(), labels = new Map();
  const near = chosen && new Set(nodes.has(chosen) ? [chosen, ...touching.get(chosen).flatMap((fact) => [fact.head, fact.tail])] : [facts.get(chosen).head, facts.get(chosen).tail]);
  for (const node of nodes.has(chosen) ? [nodes.get(chosen), ...ranked] : ranked) {
    if (hidden.has(node.id) || labels.has(node.id) || (near && !near.has(node.id))) continue;
    const font = Math.min(19, 9 + node.size / 5), label = node.name.length > 14 ? `${node.name.slice(0, 13)}…` : node.name;
    ruler.font = `${font}px ${FONT}`;
    const half = ruler.measureText(label).width / 2 + 3;
    const x = node.x * zoom + pan.x, top = node.y * zoom + pan.y + node.size * zoom / 2 + 2;
    if (x < half || x + half > cy.width() || top < 0 || top + font > cy.height()) continue;
    if (occupy(taken, [x - half, top, x + half, top + font * 1.3])) labels.set(node.id, { label, font: font / zoom, outline: 2 / zoom });
    if (labels.size === MOST_NAMES) break;
  }
  cy.batch(() => {
    for (const id of named) if (!labels.has(id)) cy.getElementById(id).removeClass("named");
    for (const [id, label] of labels) cy.getElementById(id).data(label).addClass("named");
  });
  named = new Set(labels.keys());
}

function occupy(taken, box) {
  const cells = [];
  for (let column = Math.floor(box[0] / 64); column <= box[2] / 64; column++) for (let row = Math.floor(box[1] / 32); row <= box[3] / 32; row++) cells.push(`${column}:${row}`);
  const others = cells.flatMap((cell) => taken.get(cell) || []);
  if (others.some((other) => other[0] < box[2] && box[0] < other[2] && other[1] < box[3] && box[1] < other[3])) return false;
  for (const cell of cells) taken.set(cell, [...(taken.get(cell) || []), box]);
  return true;
}

function find() {
  const text = $("search").value.trim().toLowerCase();
  const hits = text ? visible.nodes.filter((node) => [node.name, ...node.aliases].some((name) => name.toLowerCase().includes(text))) : [];
  hits.sort((one, other) => touching.get(other.id).length - touching.get(one.id).length);
  const lines = hits.slice(0, 50).map((node) => make("li", {}, make("button", { onclick: () => choose(node.id, true) }, dot(node.type), node.name)));
  if (hits.length > 50) lines.push(make("li", {}, say("more", { n: hits.length - 50 })));
  if (text && !hits.length) lines.push(make("li", {}, say("none")));
  $("found").replaceChildren(...lines);
}

function choose(id, move) {
  chosen = id;
  cy.batch(() => {
    cy.elements().removeClass("chosen far");
    if (!id) return;
    const element = cy.getElementById(id);
    cy.elements().not(element.isNode() ? element.closedNeighborhood() : element.union(element.connectedNodes())).addClass("far");
    element.addClass("chosen");
  });
  $("details").hidden = !id;
  if (id) $("details").replaceChildren(make("button", { className: "close", onclick: () => choose(null) }, say("close")), ...(nodes.has(id) ? aboutNode(nodes.get(id)) : aboutFact(facts.get(id))));
  cy.resize();
  nameNodes();
  if (id && move) cy.animate({ center: { eles: cy.getElementById(id) }, zoom: Math.max(cy.zoom(), 1.1) }, { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250 });
}

function aboutNode(node) {
  const own = touching.get(node.id).filter(passes).sort((one, other) => (other.year || 0) - (one.year || 0));
  return [
    make("h2", {}, node.name), make("p", { className: "kind" }, [say(node.type), ...node.aliases].join(" · ")),
    make("h3", {}, `${say("facts")} (${own.length})`),
    ...own.slice(0, 200).map(factLine), ...(own.length > 200 ? [make("p", {}, say("more", { n: own.length - 200 }))] : []),
    make("h3", {}, `${say("mentions")} (${node.mentions.length})`),
    ...node.mentions.slice(0, 40).map(([passage, start, end]) => quote(passage, [[start, end, "head"]])),
    ...(node.mentions.length > 40 ? [make("p", {}, say("more", { n: node.mentions.length - 40 }))] : []),
  ];
}

const tags = (fact) => [fact.year || say("undated"), fact.stage && say(fact.stage), fact.amount].filter(Boolean).join(" · ");
const factLine = (fact) => make("button", { className: "fact", onclick: () => choose(fact.id, false) }, dash(fact.type), `${nodes.get(fact.head).name} ${say(fact.type)} ${nodes.get(fact.tail).name}`, make("span", { className: "n" }, tags(fact)));

function aboutFact(fact) {
  const ends = [fact.head, fact.tail].map((id) => make("button", { className: "fact", onclick: () => choose(id, true) }, dot(nodes.get(id).type), nodes.get(id).name));
  return [
    make("h2", {}, `${nodes.get(fact.head).name} ${say(fact.type)} ${nodes.get(fact.tail).name}`),
    make("p", { className: "kind" }, `${tags(fact)} · ${say("sure")} ${fact.confidence.toFixed(2)}`), ...ends,
    make("h3", {}, `${say("details")} (${fact.said.length})`),
    ...fact.said.map(([passage, head, tail]) => quote(passage, [head && [...head, "head"], tail && [...tail, "tail"]].filter(Boolean))),
  ];
}

function quote(passage, spans) {
  const [text, document, index] = data.passages[passage], letters = [...text], line = make("p");
  let at = 0;
  for (const [start, end, kind] of spans.sort((one, other) => one[0] - other[0])) {
    if (start < at) continue;
    line.append(letters.slice(at, start).join(""), make("mark", { className: kind }, letters.slice(start, end).join("")));
    at = end;
  }
  line.append(letters.slice(at).join(""));
  const source = data.documents[document];
  return make("blockquote", {}, line, make("p", { className: "source" }, `${source.title} · ${source.year || say("undated")} · ${say("passage", { n: index + 1 })}`));
}

function boxes(group, keys, mark, count) {
  $(group).replaceChildren(...keys.map((key) => {
    const box = make("input", { type: "checkbox", checked: !off[group].has(key), value: key });
    box.onchange = () => { off[group][box.checked ? "delete" : "add"](key); filter(); };
    return make("label", {}, box, ...(mark ? [mark(key)] : []), say(key), make("span", { className: "n" }, String(count(key))));
  }));
}

function translate() {
  document.documentElement.lang = language;
  document.title = [say("app"), document.body.dataset.title].filter(Boolean).join(" · ");
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  const plans = data.facts.filter((fact) => fact.type === "PLANS");
  boxes("types", data.types, dot, (key) => data.nodes.filter((node) => node.type === key).length);
  boxes("relations", data.relations, dash, (key) => data.facts.filter((fact) => fact.type === key).length);
  boxes("stages", [...data.stages, "nostage"], null, (key) => plans.filter((fact) => (fact.stage || "nostage") === key).length);
  filter();
}

function save(name, blob) {
  const link = make("a", { download: name, href: URL.createObjectURL(blob) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
}

const cell = (value) => {
  const text = String(value ?? "");
  return `"${(/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replaceAll('"', '""')}"`;
};

function csv() {
  const rows = visible.facts.flatMap((fact) => fact.said.map(([passage]) => [nodes.get(fact.head).name, fact.type, nodes.get(fact.tail).name, fact.stage, fact.year, fact.amount, fact.confidence, data.documents[data.passages[passage][1]].title, data.passages[passage][0], fact.id]));
  const head = ["head", "relation", "tail", "stage", "year", "amount", "confidence", "document", "sentence", "id"];
  return "\ufeff" + [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

let waiting = 0;
cy.on("viewport", () => { clearTimeout(waiting); waiting = setTimeout(nameNodes, 100); });
cy.on("tap", (event) => choose(event.target === cy ? null : event.target.id(), false));
$("search").oninput = find;
$("search").onkeydown = (event) => { if (event.key === "Enter") $("found").querySelector("button")?.click(); };
$("confidence").oninput = filter;
$("fit").onclick = () => cy.fit(cy.elements(":visible"), 70);
$("switch").onclick = () => { language = language === "zh" ? "en" : "zh"; translate(); };
$("csv").onclick = () => save("graph.csv", new Blob([csv()], { type: "text/csv" }));
$("png").onclick = async () => save("graph.png", await cy.png({ output: "blob-promise", bg: "#ffffff", scale: 2, maxWidth: 8000, maxHeight: 8000 }));
$("graph").onkeydown = (event) => {
  const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  if (step) cy.panBy({ x: step[0], y: step[1] });
  else if (event.key === "+" || event.key === "=") cy.zoom(cy.zoom() * 1.25);
  else if (event.key === "-") cy.zoom(cy.zoom() / 1.25);
  else if (event.key === "0") cy.fit(cy.elements(":visible"), 70);
  else return;
  event.preventDefault();
};
document.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(null); });
for (const [id, other] of [["first", "last"], ["last", "first"]]) {
  Object.assign($(id), { min: years[0] ?? 0, max: years.at(-1) ?? 0, value: (id === "first" ? years[0] : years.at(-1)) ?? 0 });
  $(id).oninput = () => {
    const crossed = Number($("first").value) > Number($("last").value);
    if (crossed) $(other).value = $(id).value;
    filter();
  };
}
$("years").hidden = years.length < 2;
translate();
window.kgView.ready = performance.now();

"use strict";
// Everything is set as text or attribute, never as markup: what an article says cannot become part of the page.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// Filters over tables.
for (const input of $$("input[data-table]")) {
  const rows = $$("tbody tr", document.getElementById(input.dataset.table));
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const output = $("output", input.parentElement);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    output.textContent = `${shown} of ${rows.length} rows`;
  });
}

// A click on a column's name sorts by it; numbers by size.
for (const button of $$("th button")) {
  button.addEventListener("click", () => {
    const head = button.parentElement;
    const column = [...head.parentElement.children].indexOf(head);
    const body = $("tbody", head.closest("table"));
    const down = head.getAttribute("aria-sort") === "ascending";
    const key = (row) => row.children[column].textContent;
    const number = [...body.rows].every((row) => key(row) === "" || !Number.isNaN(Number(key(row))));
    const compare = number ? (a, b) => Number(key(a)) - Number(key(b)) : (a, b) => key(a).localeCompare(key(b));
    const rows = [...body.rows].sort((a, b) => (down ? -1 : 1) * compare(a, b));
    body.append(...rows);
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  });
}

// The map: a view box that zooms and moves; dots keep their size on the screen.
const world = document.getElementById("world");
if (world) {
  const whole = { x: 0, y: 0, width: 3600 };
  let view = { ...whole };
  const radii = $$("circle", world).map((dot) => [dot, Number(dot.getAttribute("r"))]);
  const show = () => {
    view.width = Math.min(3600, Math.max(60, view.width));
    view.x = Math.min(3600 - view.width, Math.max(0, view.x));
    view.y = Math.min(1800 - view.width / 2, Math.max(0, view.y));
    world.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.width / 2}`);
    const scale = Math.sqrt(view.width / 3600) * (view.width / 3600) ** 0.25;
    for (const [dot, radius] of radii) dot.setAttribute("r", (radius * scale).toFixed(2));
  };
  const zoom = (factor, x = view.x + view.width / 2, y = view.y + view.width / 4) => {
    const width = Math.min(3600, Math.max(60, view.width * factor));
    view = { x: x - ((x - view.x) * width) / view.width, y: y - ((y - view.y) * width) / view.width, width };
    show();
  };
  const at = (event) => {
    const box = world.getBoundingClientRect();
    return [view.x + ((event.clientX - box.left) / box.width) * view.width, view.y + ((event.clientY - box.top) / box.height) * (view.width / 2)];
  };
  for (const button of $$("[data-zoom]")) {
    button.addEventListener("click", () => {
      if (button.dataset.zoom === "all") view = { ...whole };
      zoom({ in: 0.5, out: 2, all: 1 }[button.dataset.zoom]);
    });
  }
  world.addEventListener("keydown", (event) => {
    const step = view.width / 8;
    const keys = { "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), ArrowLeft: () => (view.x -= step), ArrowRight: () => (view.x += step), ArrowUp: () => (view.y -= step), ArrowDown: () => (view.y += step) };
    if (keys[event.key]) {
      keys[event.key]();
      show();
      event.preventDefault();
    }
  });
  // A plain wheel scrolls the page; with Ctrl, or two fingers on a pad, it zooms.
  world.addEventListener("wheel", (event) => {
    if (event.ctrlKey) {
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.25 : 0.8, ...at(event));
    }
  }, { passive: false });
  let held = null;
  world.addEventListener("pointerdown", (event) => {
    held = at(event);
    world.setPointerCapture(event.pointerId);
  });
  world.addEventListener("pointermove", (event) => {
    if (held) {
      const [x, y] = at(event);
      view.x += held[0] - x;
      view.y += held[1] - y;
      show();
    }
  });
  for (const end of ["pointerup", "pointercancel"]) world.addEventListener(end, () => (held = null));
  const place = document.getElementById("place");
  document.getElementById("dots").addEventListener("pointerover", (event) => {
    const title = $("title", event.target);
    if (title) place.textContent = title.textContent;
  });
}

// The reader.
const select = document.getElementById("article");
const pane = document.getElementById("text");
const told = document.getElementById("told");
const articles = JSON.parse(document.getElementById("articles").textContent);
const kinds = ["quote", "date", "place", "organisation", "person"];

const heading = (article) => article.title || article.id;

// What is known of a span, in words.
const describe = (span) => {
  const parts = [span.k, span.v, ...span.d].filter((part) => part !== null && part !== undefined);
  return `${parts.join(" · ")} · rule ${span.r} · confidence ${span.c}`;
};

const read = (article) => {
  const letters = Array.from(article.text);
  const spans = article.spans.filter((span) => span.s < letters.length);
  const edges = new Set([0, letters.length]);
  for (const span of spans) {
    edges.add(span.s);
    edges.add(Math.min(span.e, letters.length));
    if (span.w) for (const edge of span.w) edges.add(Math.min(edge, letters.length));
  }
  const cuts = [...edges].sort((a, b) => a - b);
  const title = document.createElement("h3");
  title.textContent = heading(article);
  const of = document.createElement("p");
  of.className = "of";
  of.textContent = [article.id, article.outlet, article.day].filter(Boolean).join(" · ");
  const nodes = [title, of];
  const seen = new Set();
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    const over = spans.filter((span) => span.s <= start && end <= span.e);
    const piece = document.createElement("span");
    piece.textContent = letters.slice(start, end).join("");
    piece.dataset.start = start;
    piece.dataset.end = end;
    if (over.length) {
      piece.className = kinds.filter((kind) => over.some((span) => span.k === kind)).join(" ");
      // Tab stops where a span begins, once a span.
      if (over.some((span) => !seen.has(span))) {
        piece.tabIndex = 0;
        piece.setAttribute("role", "button");
      }
      for (const span of over) seen.add(span);
      // The shortest last: it is what is pointed at.
      over.sort((a, b) => b.e - b.s - (a.e - a.s));
      const tell = () => (told.textContent = over.map(describe).join(" — "));
      const choose = () => {
        tell();
        const quote = over.find((span) => span.k === "quote");
        for (const other of $$(".on", pane)) other.classList.remove("on");
        if (quote && quote.w) {
          for (const other of $$("span", pane)) {
            if (quote.w[0] <= Number(other.dataset.start) && Number(other.dataset.end) <= quote.w[1]) other.classList.add("on");
          }
          told.textContent = `said by ${quote.v} — ${told.textContent}`;
        }
      };
      piece.addEventListener("pointerenter", tell);
      piece.addEventListener("focus", tell);
      piece.addEventListener("click", choose);
      piece.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          choose();
        }
      });
    }
    nodes.push(piece);
  }
  pane.replaceChildren(...nodes);
  told.textContent = `${spans.length} spans.`;
};

const list = (words) => {
  const options = articles
    .map((article, i) => [article, i])
    .filter(([article]) => words.every((word) => `${heading(article)} ${article.outlet || ""} ${article.text}`.toLowerCase().includes(word)))
    .map(([article, i]) => {
      const option = document.createElement("option");
      option.value = i;
      option.textContent = heading(article).slice(0, 80);
      return option;
    });
  select.replaceChildren(...options);
  if (options.length) read(articles[Number(select.value)]);
  else {
    pane.replaceChildren();
    told.textContent = "No article of the sample fits.";
  }
};
select.addEventListener("change", () => read(articles[Number(select.value)]));
document.getElementById("article-filter").addEventListener("input", (event) => list(event.target.value.toLowerCase().split(/\s+/).filter(Boolean)));
for (const box of $$(".kinds input")) {
  box.addEventListener("change", () => pane.classList.toggle(`no-${box.value}`, !box.checked));
}
list([]);

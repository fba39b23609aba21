// The grid of a practice Sheet: rows as they are scrolled to, a selected cell, typing into it, rows added and deleted.
"use strict";

const scroller = document.querySelector(".scroller");
const grid = document.querySelector(".grid");
const { url, gid } = scroller.dataset;
const edits = scroller.dataset.edits === "yes";
const where = document.getElementById("where");
const content = document.getElementById("content");
const toast = document.getElementById("toast");
let version = scroller.dataset.version;
let here = null; // {row, column} of the selected cell
let details = null; // what the server says of it
let saving = false;
let touched = false; // nothing is framed before somebody has selected a cell
let opening = null; // keys typed while the editor is being opened

// --- talking to the server

async function ask(path, body) {
  const options = { headers: { Accept: "application/json" } };
  if (body) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.headers["X-CSRF-Token"] = document.querySelector("meta[name=csrf-token]").content;
    options.body = JSON.stringify({ gid, ...body });
  }
  const response = await fetch(url + path, options);
  const answer = await response.json();
  if (response.ok) return answer;
  const refusal = new Error(answer.error);
  refusal.status = response.status;
  throw refusal;
}

function say(text) {
  toast.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (toast.textContent = ""), 7000);
}

function confirmed(text) {
  const dialog = document.getElementById("ask");
  document.getElementById("ask-text").textContent = text;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

// Sends a change; where the sheet has a warning, asks first. True if it was made.
async function change(path, body) {
  saving = true;
  try {
    await ask(path, body);
  } catch (refusal) {
    if (refusal.status === 409 && (await confirmed(refusal.message))) return await change(path, { ...body, confirmed: true });
    if (refusal.status !== 409) say(refusal.message);
    await refresh(true);
    return false;
  } finally {
    saving = false;
  }
  await refresh(true);
  return true;
}

// --- rows

async function rowsOf(first) {
  const response = await fetch(`${url}/rows?gid=${gid}&first=${first}`);
  if (!response.ok) throw new Error("These rows could not be loaded.");
  const table = document.createElement("table");
  table.innerHTML = await response.text();
  return [...table.querySelectorAll("tr")];
}

async function load(block) {
  block.dataset.loaded = "yes";
  try {
    block.replaceChildren(...(await rowsOf(block.dataset.first)));
  } catch (failure) {
    delete block.dataset.loaded;
    say(failure.message);
  }
  marked();
  place();
}

function unload(block) {
  const height = block.offsetHeight;
  if (!height) return;
  delete block.dataset.loaded;
  const row = document.createElement("tr");
  row.className = "ahead";
  row.style.height = `${height}px`;
  const cell = row.insertCell();
  cell.colSpan = grid.querySelectorAll("col").length;
  cell.textContent = `Rows ${Number(block.dataset.first) + 1} to ${block.dataset.end}`;
  block.replaceChildren(row);
}

const near = new Set();
const watcher = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) near.add(target);
      else {
        near.delete(target);
        if (target.dataset.loaded && document.querySelectorAll("tbody[data-loaded]").length > 8) unload(target);
      }
    }
    clearTimeout(watcher.timer);
    watcher.timer = setTimeout(() => near.forEach((block) => block.dataset.loaded || load(block)), 60);
  },
  { root: scroller, rootMargin: "1200px 0px" },
);

// Shows what has changed since the rows were loaded.
async function refresh(force) {
  const state = await ask(`/state?gid=${gid}`);
  if (!force && state.version === Number(version)) return;
  version = state.version;
  if (state.layout !== scroller.dataset.layout) {
    sessionStorage.setItem(`at ${url} ${gid}`, JSON.stringify([scroller.scrollTop, scroller.scrollLeft, here]));
    location.reload();
    return;
  }
  document.querySelectorAll("img[data-src]").forEach((image) => (image.src = `${image.dataset.src}?v=${version}`));
  if (!grid) return;
  const head = grid.querySelectorAll("thead tr[data-r]");
  if (head.length) {
    const fresh = await rowsOf(-1);
    head.forEach((row, index) => fresh[index] && row.replaceWith(fresh[index]));
  }
  await Promise.all([...grid.querySelectorAll("tbody[data-loaded]")].map(load));
  if (here) describe();
}

// Puts what floats over the grid where its row really is: rows grow with their text.
function place() {
  const origin = document.querySelector(".canvas").getBoundingClientRect().top;
  for (const float of document.querySelectorAll(".float")) {
    const row = grid.querySelector(`tr[data-r="${float.dataset.row}"]`);
    if (!row) continue;
    const head = row.closest("thead");
    const top = row.getBoundingClientRect().top - (head ? head.getBoundingClientRect().top : origin);
    float.style.top = `${top + Number(float.dataset.below)}px`;
    if (head) float.style.zIndex = 7;
  }
}

// --- the selected cell

function letters(column) {
  let text = "";
  for (let left = column + 1; left; left = Math.floor((left - 1) / 26)) text = String.fromCharCode(65 + ((left - 1) % 26)) + text;
  return text;
}

const cellAt = ({ row, column }) => grid.querySelector(`tr[data-r="${row}"] > td[data-c="${column}"]`);
const nameOf = ({ row, column }) => letters(column) + (row + 1);

function marked() {
  grid.querySelectorAll("td.here").forEach((cell) => cell.classList.remove("here"));
  const cell = here && cellAt(here);
  if (cell) {
    cell.classList.toggle("here", touched);
    cell.tabIndex = 0;
  }
  return cell;
}

function select(cell, focus = true) {
  touched ||= focus;
  here = { row: Number(cell.parentElement.dataset.r), column: Number(cell.dataset.c) };
  grid.querySelectorAll('td[tabindex="0"]').forEach((other) => (other.tabIndex = -1));
  marked();
  if (focus) cell.focus({ preventScroll: true });
  where.textContent = nameOf(here);
  content.value = cell.innerText.trim();
  details = null;
  clearTimeout(select.timer);
  select.timer = setTimeout(describe, 80);
}

async function describe() {
  const asked = nameOf(here);
  const answer = await ask(`/cell?gid=${gid}&cell=${asked}`).catch(() => null);
  if (!answer || asked !== nameOf(here)) return null;
  details = answer;
  if (document.activeElement !== content) content.value = answer.text;
  return answer;
}

function step(down, right) {
  let cell = here && cellAt(here);
  if (!cell) return;
  if (right) {
    do cell = right > 0 ? cell.nextElementSibling : cell.previousElementSibling;
    while (cell && !cell.dataset.c);
  } else {
    const rows = [...grid.querySelectorAll("tr[data-r]")];
    const from = rows.indexOf(cell.parentElement) + down;
    const row = rows[from];
    cell = row && (row.querySelector(`td[data-c="${here.column}"]`) || row.querySelector("td[data-c]"));
  }
  if (!cell) return;
  select(cell);
  reveal(cell);
}

// Scrolls the cell out from under the frozen rows and columns.
function reveal(cell) {
  const view = scroller.getBoundingClientRect();
  const box = cell.getBoundingClientRect();
  if (!cell.closest("thead")) {
    const top = grid.tHead.getBoundingClientRect().bottom;
    if (box.top < top) scroller.scrollTop -= top - box.top;
    else if (box.bottom > view.bottom - 8) scroller.scrollTop += box.bottom - view.bottom + 8;
  }
  if (cell.classList.contains("z")) return;
  const left = Math.max(...[...cell.parentElement.children].filter((each) => each.matches(".n, .z")).map((each) => each.getBoundingClientRect().right));
  if (box.left < left) scroller.scrollLeft -= left - box.left;
  else if (box.right > view.right - 8) scroller.scrollLeft += Math.min(box.right - view.right + 8, box.left - left);
}

// --- typing

function commit(text, then) {
  const target = nameOf(here);
  if (then) then();
  return change("/cell", { cell: target, text });
}

// Opens the editor of the selected cell. A key that was typed opens it at once and replaces the text; otherwise the
// server is asked first for the text as it was entered, and keys that come meanwhile are kept.
async function edit(typed) {
  const cell = here && cellAt(here);
  if (!cell || !edits || document.querySelector(".editor") || cell.querySelector("input")) return;
  if (opening !== null) {
    opening += typed || "";
    return;
  }
  opening = "";
  const known = typed ? { text: null, choices: null } : details || (await describe()) || { text: content.value, choices: null };
  const meanwhile = opening;
  opening = null;
  const field = known.choices ? chooser(known) : document.createElement("textarea");
  field.className = "editor";
  field.setAttribute("aria-label", `New content of ${nameOf(here)}`);
  if (known.help) field.title = known.help;
  if (!known.choices) field.value = (typed ?? known.text) + meanwhile;
  const box = cell.getBoundingClientRect();
  const origin = document.querySelector(".canvas").getBoundingClientRect();
  Object.assign(field.style, {
    left: `${box.left - origin.left - 1}px`,
    top: `${box.top - origin.top - 1}px`,
    minWidth: `${Math.max(box.width + 2, known.choices ? 140 : 60)}px`,
    height: `${Math.max(box.height + 2, 26)}px`,
  });
  document.querySelector(".canvas").append(field);
  field.focus();
  if (!known.choices) field.setSelectionRange(field.value.length, field.value.length);
  let done = false;
  const end = (save, then) => {
    if (done) return;
    done = true;
    const text = field.value;
    field.remove();
    if (save && text !== known.text) commit(text, then);
    else if (then) then();
  };
  const down = () => step(1, 0);
  const stay = () => marked()?.focus({ preventScroll: true });
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") end(false, stay);
    else if (event.key === "Enter" && !event.altKey && !event.ctrlKey) end(true, down);
    else if (event.key === "Tab") end(true, () => step(0, event.shiftKey ? -1 : 1));
    else if (event.key === "Enter") field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    else return;
    event.preventDefault();
  });
  if (known.choices) {
    field.addEventListener("change", () => {
      if (field.selectedOptions[0].dataset.other) {
        done = true;
        field.remove();
        details = { ...known, choices: null };
        edit();
      } else end(true, stay);
    });
    field.showPicker?.call(field);
  }
  field.addEventListener("blur", () => end(true));
}

function chooser(known) {
  const field = document.createElement("select");
  const listed = known.choices.includes(known.text) || !known.text ? known.choices : [known.text, ...known.choices];
  for (const text of ["", ...listed]) field.add(new Option(text || "(empty)", text, false, text === known.text));
  if (!known.strict) {
    const other = new Option("Something else …", known.text);
    other.dataset.other = "yes";
    field.add(other);
  }
  return field;
}

// --- rows added and deleted

const menu = document.getElementById("row-menu");

function openMenu(button) {
  const box = button.getBoundingClientRect();
  menu.dataset.row = button.closest("tr").dataset.r;
  menu.style.left = `${box.right + 2}px`;
  menu.style.top = `${Math.min(box.top, innerHeight - 140)}px`;
  menu.showPopover();
  menu.querySelector("button").focus();
}

menu.addEventListener("click", (event) => {
  const action = event.target.dataset.action;
  if (!action) return;
  menu.hidePopover();
  change("/rows", { action, row: Number(menu.dataset.row), count: 1 });
});
menu.addEventListener("keydown", (event) => {
  const items = [...menu.querySelectorAll("button")];
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  items.at((items.indexOf(document.activeElement) + by) % items.length).focus();
});

// --- what people do

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function keyed(event) {
  if (event.target.closest(".editor") || !here) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (MOVES[event.key] && plain) step(...MOVES[event.key]);
  else if (event.key === "Tab" && plain) return;
  else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
    const button = cellAt(here)?.parentElement.querySelector(".row-menu");
    if (!button) return;
    openMenu(button);
  } else if ((event.key === "Enter" || event.key === "F2") && plain) {
    const box = cellAt(here)?.querySelector("input");
    if (box) box.click();
    else edit();
  } else if ((event.key === "Delete" || event.key === "Backspace") && edits) commit("");
  else if (event.key.length === 1 && plain && edits) edit(event.key);
  else return;
  event.preventDefault();
}

function started() {
  // An address such as /edit#gid=1&range=B3 keeps its end in the browser only.
  const hash = new URLSearchParams(location.hash.slice(1));
  if (hash.get("gid") && hash.get("gid") !== gid) {
    location.replace(`${url}?${hash}`);
    return;
  }
  if (!grid) return;
  grid.querySelectorAll("tbody").forEach((block) => watcher.observe(block));
  grid.addEventListener("click", (event) => {
    const button = event.target.closest(".row-menu");
    const cell = event.target.closest("td[data-c]");
    if (button) openMenu(button);
    else if (cell && !event.target.closest("a")) select(cell, !event.target.closest("input"));
  });
  grid.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td[data-c]");
    if (cell && !event.target.closest("a, input")) {
      select(cell);
      edit();
    }
  });
  grid.addEventListener("keydown", keyed);
  grid.addEventListener("focusin", () => {
    touched = true;
    marked();
  });
  grid.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox") return;
    select(event.target.closest("td"), false);
    commit(event.target.checked ? "TRUE" : "FALSE");
  });
  content.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details) content.value = details.text;
    if (event.key === "Enter" && here && edits) commit(content.value, () => step(1, 0));
  });
  document.querySelector(".add-rows")?.addEventListener("submit", (event) => {
    event.preventDefault();
    change("/rows", { action: "append", count: Number(new FormData(event.target).get("count")) });
  });
  new ResizeObserver(place).observe(grid);
  place();
  resumed();
}

// Back to where the page stood before it was loaded again, or to the cell that the address names.
function resumed() {
  const key = `at ${url} ${gid}`;
  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  sessionStorage.removeItem(key);
  if (kept) {
    [scroller.scrollTop, scroller.scrollLeft, here] = kept;
    if (here && cellAt(here)) select(cellAt(here));
    return;
  }
  const [row, column] = (scroller.dataset.selected || "0,0").split(",").map(Number);
  const block = [...grid.tBodies].find((each) => row >= each.dataset.first && row < each.dataset.end);
  const show = () => {
    const cell = cellAt({ row, column });
    if (!cell) return;
    select(cell, Boolean(scroller.dataset.selected));
    if (scroller.dataset.selected) reveal(cell);
  };
  if (block && !block.dataset.loaded) load(block).then(show);
  else show();
}

started();
setInterval(() => {
  if (document.visibilityState === "visible" && !saving && !document.querySelector(".editor")) refresh(false).catch(() => {});
}, 4000);

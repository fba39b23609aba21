// Add-ons beside a practice Sheet: which one is open, what is clicked and typed in it, what comes back.
"use strict";

(() => {
  const column = document.querySelector(".addons");
  const spreadsheet = column.dataset.spreadsheet;
  const base = column.dataset.url.replace(/\/open$/, "");
  const said = document.getElementById("addon-said");
  const openKey = `add-on ${spreadsheet}`;

  async function post(path, body) {
    const response = await fetch(base + path, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content,
      },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error || "That did not work. Load the page again.");
    return answer;
  }

  // `link`: a browser may keep a page from opening by itself.
  function say(text, link) {
    said.textContent = text;
    if (link) said.append(Object.assign(document.createElement("a"), { href: link, target: "_blank", rel: "noopener noreferrer", textContent: "Open the page" }));
    clearTimeout(say.timer);
    say.timer = setTimeout(() => (said.textContent = ""), 6000);
  }

  class Addon {
    constructor(section) {
      this.section = section;
      this.id = section.dataset.deployment;
      this.view = section.querySelector(".addon-view");
      this.button = column.querySelector(`[data-open="${this.id}"]`);
      this.key = `${openKey} ${this.id}`;
      this.busy = false;
      section.addEventListener("click", (event) => this.clicked(event));
      section.addEventListener("change", (event) => this.changed(event));
      section.addEventListener("input", (event) => this.typed(event));
      section.addEventListener("submit", (event) => this.submitted(event));
    }

    // --- open and closed

    open(focus) {
      for (const other of addons) if (other !== this) other.close();
      this.section.hidden = false;
      this.button.setAttribute("aria-expanded", "true");
      sessionStorage.setItem(openKey, this.id);
      if (this.panel) return;
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const panel = sessionStorage.getItem(this.key);
      this.ask("/open", { deployment: this.id, spreadsheet, panel, timeZone, locale: navigator.language }, { focus, restore: true });
    }

    close() {
      this.section.hidden = true;
      this.button.setAttribute("aria-expanded", "false");
    }

    // --- asking

    async ask(path, body, { quiet = false, focus = true, restore = false } = {}) {
      if (this.busy) return;
      this.busy = true;
      const wait = this.section.querySelector(".addon-wait");
      if (!quiet) {
        wait.hidden = false;
        this.section.setAttribute("aria-busy", "true");
      }
      const held = document.activeElement?.closest(".addon") === this.section ? document.activeElement : null;
      try {
        this.show(await post(path, body), { held, focus, restore });
      } catch (failure) {
        say(failure.message);
      } finally {
        this.busy = false;
        wait.hidden = true;
        this.section.removeAttribute("aria-busy");
      }
    }

    show(answer, { held, focus, restore }) {
      const folds = new Set([...this.view.querySelectorAll(".addon-fold[aria-expanded=true]")].map((fold) => fold.getAttribute("aria-controls")));
      const scrolled = this.view.querySelector(".addon-scroll")?.scrollTop || 0;
      const title = this.view.querySelector(".addon-head h3")?.textContent;
      this.panel = answer.panel;
      sessionStorage.setItem(this.key, answer.panel);
      this.view.innerHTML = answer.html;
      this.section.querySelector("[data-go=back]").hidden = answer.depth < 2;
      for (const fold of this.view.querySelectorAll(".addon-fold")) {
        const body = document.getElementById(fold.getAttribute("aria-controls"));
        if (folds.has(body.id) || body.querySelector("[aria-invalid=true]")) unfold(fold, true);
      }
      this.limit();
      if (restore) this.restore();
      const same = title && title === this.view.querySelector(".addon-head h3")?.textContent;
      if (same) this.view.querySelector(".addon-scroll").scrollTop = this.view.querySelector(".addon-problem, [aria-invalid=true]") ? 0 : scrolled;
      if (focus) {
        const again = same && held?.dataset.field && this.view.querySelector(`[data-field="${CSS.escape(held.dataset.field)}"]`);
        const wrong = this.view.querySelector("[aria-invalid=true]");
        const first = again || wrong || this.view.querySelector("h3");
        if (first && !first.matches("input, select, textarea")) first.tabIndex = -1;
        first?.focus({ preventScroll: Boolean(again) });
      }
      say(answer.notification, answer.link);
      if (answer.link) window.open(answer.link, "_blank", "noopener");
      if (answer.changed && typeof refresh === "function") refresh(true);
    }

    inputs() {
      const found = {};
      for (const field of this.view.querySelectorAll("[data-field]")) {
        const values = (found[field.dataset.field] ??= []);
        if (field.type === "checkbox" || field.type === "radio") {
          if (field.checked) values.push(field.value);
        } else if (field.value !== "") values.push(field.value);
      }
      return found;
    }

    press(spot, quiet) {
      this.ask(`/panels/${this.panel}/press`, { spot: Number(spot), inputs: this.inputs() }, { quiet });
    }

    // --- what people do

    clicked(event) {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.press !== undefined) {
        button.closest("details")?.removeAttribute("open");
        this.press(button.dataset.press, "quiet" in button.dataset);
      } else if (button.classList.contains("addon-fold")) unfold(button, button.getAttribute("aria-expanded") !== "true");
      else if (button.dataset.go) this.go(button.dataset.go);
      else if (button.dataset.refuse) this.ask(`/panels/${this.panel}/${button.dataset.refuse}`, { allowed: false });
      else if ("close" in button.dataset) {
        this.close();
        sessionStorage.removeItem(openKey);
        this.button.focus();
      }
    }

    go(to) {
      if (this.panel) this.ask(`/panels/${this.panel}/go`, { to });
      else this.open(true);
    }

    changed(event) {
      this.limit();
      const { change } = event.target.dataset;
      if (change !== undefined) this.press(change, true);
    }

    typed(event) {
      const field = event.target;
      if (field.dataset.suggest === undefined) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(async () => {
        const body = { spot: Number(field.dataset.suggest), inputs: this.inputs() };
        const answer = await post(`/panels/${this.panel}/suggest`, body).catch(() => null);
        if (!answer || !field.isConnected) return;
        if (answer.error) say(answer.error);
        field.list.replaceChildren(...answer.items.map((text) => Object.assign(document.createElement("option"), { value: text })));
      }, 200);
    }

    submitted(event) {
      event.preventDefault();
      const form = event.target;
      if ("consent" in form.dataset) {
        const scopes = [...form.elements].filter((each) => each.name === "scope" && (each.checked || each.type === "hidden")).map((each) => each.value);
        this.ask(`/panels/${this.panel}/consent`, { allowed: true, scopes });
      } else this.ask(`/panels/${this.panel}/file`, { allowed: true });
    }

    // At most so many of a multi-select menu.
    limit() {
      for (const menu of this.view.querySelectorAll("[data-most]")) {
        const boxes = [...menu.querySelectorAll("input")];
        const full = boxes.filter((box) => box.checked).length >= Number(menu.dataset.most);
        boxes.forEach((box) => (box.disabled = full && !box.checked));
      }
    }

    // --- what was typed survives when the page loads itself again

    keep() {
      const card = this.view.querySelector("[data-fields]");
      if (card && this.panel) sessionStorage.setItem(`${this.key} typed`, JSON.stringify([card.dataset.fields, this.inputs()]));
    }

    restore() {
      const kept = JSON.parse(sessionStorage.getItem(`${this.key} typed`) || "null");
      sessionStorage.removeItem(`${this.key} typed`);
      if (!kept || this.view.querySelector("[data-fields]")?.dataset.fields !== kept[0]) return;
      for (const field of this.view.querySelectorAll("[data-field]")) {
        const values = kept[1][field.dataset.field] || [];
        if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
        else field.value = values[0] ?? "";
      }
    }
  }

  function unfold(button, open) {
    document.getElementById(button.getAttribute("aria-controls")).hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.querySelector("span").textContent = open ? "Show less" : "Show more";
  }

  const addons = [...column.querySelectorAll(".addon")].map((section) => new Addon(section));
  column.querySelector(".addon-rail").addEventListener("click", (event) => {
    const id = event.target.closest("[data-open]")?.dataset.open;
    const addon = addons.find((each) => each.id === id);
    if (!addon) return;
    if (addon.section.hidden) addon.open(true);
    else {
      addon.close();
      sessionStorage.removeItem(openKey);
    }
  });
  addEventListener("pagehide", () => addons.forEach((addon) => addon.keep()));
  const before = addons.find((addon) => addon.id === sessionStorage.getItem(openKey));
  if (before && matchMedia("(min-width: 761px)").matches) before.open(false);
})();

"use strict";

// The tables that may be long: judgements, corrections, inventory. Of each, one page of the rows
// that match the form is in the document. The form is also the address: #judgements?family=KMS.

const data = JSON.parse(document.getElementById("data").textContent);
const string = (index) => data.strings[index];

const resources = data.resources.map((fields) => {
  const [stack, logicalId, type, path, layer, place] = fields.map(string);
  return { stack, logicalId, type, path, layer, place, label: path || logicalId || stack };
});
const policies = data.policies.map(([id, family, title]) => ({ id, family, title }));

/** Elements are made of text alone: nothing of the report is ever read as HTML. */
function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** Long paths may break behind a separator. */
function code(text) {
  const parts = text.split(/(?<=\/|::)/);
  return element("code", {}, ...parts.flatMap((part) => [part, document.createElement("wbr")]));
}

const nothing = () => element("span", { className: "quiet" }, "none");
const codeOrNothing = (index) => (string(index) ? code(string(index)) : nothing());

function badge(outcome) {
  return element("span", { className: `outcome ${outcome.replace(" ", "-")}` }, outcome);
}

function described(resource) {
  const lines = [resource.type || "the whole template", resource.place].filter(Boolean);
  return [code(resource.label), ...lines.map((line) => element("span", { className: "quiet line" }, line))];
}

function linked(resource) {
  const address = `#judgements?${new URLSearchParams({ search: resource.path || resource.logicalId })}`;
  const link = element("a", { href: address }, "judgements");
  link.setAttribute("aria-label", `Judgements of ${resource.label}`);
  return [...described(resource), element("span", { className: "quiet line" }, link)];
}

const words = (...texts) => texts.join("\n").toLowerCase();
const resourceWords = resources.map((each) =>
  words(each.stack, each.logicalId, each.type, each.path, each.layer, each.place));
const stringWords = data.strings.map((each) => each.toLowerCase());

// texts: what the search looks in, and which of them are a row's.
const views = {
  judgements: {
    rows: data.judgements,
    facets: {
      outcome: ([outcome]) => data.outcomes[outcome],
      family: ([, policy]) => policies[policy].family,
      policy: ([, policy]) => policies[policy].id,
      layer: ([, , resource]) => resources[resource].layer,
      type: ([, , resource]) => resources[resource].type,
    },
    texts: [
      [data.outcomes, ([outcome]) => [outcome]],
      [policies.map((each) => words(each.id, each.family, each.title)), ([, policy]) => [policy]],
      [resourceWords, ([, , resource]) => [resource]],
      [stringWords, ([, , , detail]) => [detail]],
    ],
    cells: ([outcome, policy, resource, detail]) => [
      [badge(data.outcomes[outcome])],
      [code(policies[policy].id), element("span", { className: "line" }, policies[policy].title)],
      described(resources[resource]),
      [string(detail)],
    ],
  },
  corrections: {
    rows: data.corrections,
    facets: { aspect: ([aspect]) => string(aspect) },
    texts: [[stringWords, (row) => row]],
    cells: ([aspect, path, property, before, after]) => [
      [string(aspect)],
      [code(string(path))],
      [code(string(property))],
      [string(before) ? element("del", {}, code(string(before))) : nothing()],
      [string(after) ? element("ins", {}, code(string(after))) : nothing()],
    ],
  },
  inventory: {
    rows: data.inventory,
    facets: {
      layer: ([resource]) => resources[resource].layer,
      type: ([resource]) => resources[resource].type,
      deletion: ([, , , , deletion]) => string(deletion),
      key: ([, , , key]) => string(key),
    },
    texts: [
      [resourceWords, ([resource]) => [resource]],
      [stringWords, ([, ...texts]) => texts],
    ],
    cells: ([resource, name, tags, key, deletion]) => [
      linked(resources[resource]),
      [codeOrNothing(name)],
      string(tags)
        ? string(tags).split("\n").map((tag) => element("span", { className: "line tag" }, tag))
        : [nothing()],
      [codeOrNothing(key)],
      [string(deletion)],
    ],
  },
};

function matching(view, form) {
  const chosen = Object.entries(view.facets).filter(([name]) => form.elements[name].value);
  const terms = form.elements.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  // Each distinct text is searched once, however many rows refer to it.
  const found = terms.map((term) =>
    view.texts.map(([texts, indexes]) => [texts.map((text) => text.includes(term)), indexes]));
  return view.rows.filter((row) =>
    chosen.every(([name, value]) => value(row) === form.elements[name].value) &&
    found.every((places) =>
      places.some(([hits, indexes]) => indexes(row).some((index) => hits[index]))));
}

function offer(select, values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const collator = new Intl.Collator("en", { numeric: true });
  for (const value of [...counts.keys()].filter(Boolean).sort(collator.compare)) {
    const text = `${value} (${counts.get(value).toLocaleString("en")})`;
    select.append(element("option", { value }, text));
  }
}

function browse(root) {
  const view = views[root.dataset.view];
  const form = root.querySelector("form");
  const body = root.querySelector("tbody");
  const status = root.querySelector(".status");
  const labels = [...root.querySelectorAll("th")].map((each) => each.textContent);
  const { previous, next } = Object.fromEntries(
    [...root.querySelectorAll(".pager button")].map((button) => [button.name, button]));
  const number = (value) => value.toLocaleString("en");
  let rows = view.rows;
  let start = 0;
  let page = 0;

  function line(row) {
    const made = element("tr", {}, ...view.cells(row).map((content, column) => {
      const cell = element("td", {}, ...content);
      cell.setAttribute("role", "cell");
      cell.dataset.label = labels[column];
      return cell;
    }));
    made.setAttribute("role", "row");
    return made;
  }

  function show(from, size = Number(form.elements.size.value)) {
    start = from;
    const end = Math.min(start + size, rows.length);
    body.replaceChildren(...rows.slice(start, end).map(line));
    const which = rows.length === view.rows.length ? "" : `, of ${number(view.rows.length)} in all`;
    status.textContent = rows.length
      ? `${number(start + 1)} to ${number(end)} of ${number(rows.length)} ${root.dataset.noun}${which}`
      : `No match among ${number(view.rows.length)} ${root.dataset.noun}`;
    // Not `disabled`, which would drop the focus.
    previous.setAttribute("aria-disabled", String(start === 0));
    next.setAttribute("aria-disabled", String(end === rows.length));
  }

  function filter() {
    rows = matching(view, form);
    show(0);
  }

  function address() {
    const fields = [...new FormData(form)].filter(([name, value]) => value && name !== "size");
    const query = new URLSearchParams(fields).toString();
    return `#${root.dataset.view}${query && `?${query}`}`;
  }

  function changed() {
    filter();
    history.replaceState(null, "", address());
  }

  function turn(button, to) {
    if (button.getAttribute("aria-disabled") === "true") return;
    show(to(Number(form.elements.size.value)));
    root.scrollIntoView();
  }

  for (const [name, value] of Object.entries(view.facets)) {
    offer(form.elements[name], view.rows.map(value));
  }
  root.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields are cleared after the event.
  form.addEventListener("reset", () => setTimeout(changed));
  previous.addEventListener("click", () => turn(previous, (size) => Math.max(0, start - size)));
  next.addEventListener("click", () => turn(next, (size) => start + size));
  // What says that the table needs this script.
  root.previousElementSibling.remove();
  root.hidden = false;

  return {
    apply(fields) {
      for (const field of form.elements) {
        if (field.name && field.name !== "size") field.value = fields.get(field.name) ?? "";
      }
      filter();
    },
    // Paper has no pages to turn to: it gets every row that matches.
    unfold() {
      page = start;
      show(0, rows.length);
    },
    fold() {
      show(page);
    },
  };
}

const browsers = Object.fromEntries(
  [...document.querySelectorAll(".browser")].map((root) => [root.dataset.view, browse(root)]));

function follow() {
  const [id, query] = location.hash.slice(1).split("?");
  const target = id && document.getElementById(id);
  if (target instanceof HTMLDetailsElement) target.open = true;
  if (query === undefined) return;
  browsers[id]?.apply(new URLSearchParams(query));
  target?.scrollIntoView();
  target?.focus({ preventScroll: true });
}

for (const browser of Object.values(browsers)) browser.apply(new URLSearchParams());
addEventListener("hashchange", follow);
follow();

// Paper can't be unfolded. The catalogue stays: docs/policies.md prints it.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open], .policy)")];
  for (const each of folded) each.open = true;
  for (const browser of Object.values(browsers)) browser.unfold();
});
addEventListener("afterprint", () => {
  for (const each of folded) each.open = false;
  for (const browser of Object.values(browsers)) browser.fold();
});

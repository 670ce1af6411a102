// Filters, sorts and unfolds the rows of tables. Each tbody is one row, with its details.
document.documentElement.classList.add("js");
addEventListener("DOMContentLoaded", () => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  function unfold(body, open) {
    const more = body.querySelector(".more");
    if (!more) return;
    more.classList.toggle("open", open);
    body.querySelector(".toggle").setAttribute("aria-expanded", open);
  }

  function follow() {
    const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    const body = place.closest("tbody");
    if (body && body.querySelector(".more")) {
      body.hidden = false;
      unfold(body, true);
    }
    for (let one = place; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    place.scrollIntoView();
  }

  for (const button of all(".toggle"))
    button.addEventListener("click", () =>
      unfold(button.closest("tbody"), button.getAttribute("aria-expanded") !== "true"));

  for (const form of all("form[data-table]")) {
    const table = document.getElementById(form.dataset.table);
    const bodies = all("tbody", table);
    const count = form.querySelector("output");
    const text = new Map();
    const contents = body => text.get(body) ?? text.set(body, body.textContent.toLowerCase()).get(body);
    const keeps = (body, field) => field.type === "search"
      ? field.value.toLowerCase().split(/\s+/).every(word => contents(body).includes(word))
      : !field.value || (body.dataset[field.name] ?? "").split(" ").includes(field.value);
    const filter = () => {
      const fields = all("input, select", form);
      for (const body of bodies) body.hidden = !fields.every(field => keeps(body, field));
      const shown = bodies.filter(body => !body.hidden).length;
      count.textContent = `${shown} of ${bodies.length} shown`;
    };
    form.addEventListener("input", filter);
    form.addEventListener("submit", event => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    for (const button of all("button[data-unfold]", form))
      button.addEventListener("click", () => {
        for (const body of bodies) if (!body.hidden) unfold(body, button.dataset.unfold === "all");
      });
    filter();
  }

  const key = (body, column) => {
    const cell = body.rows[0].cells[column];
    return cell.dataset.value ?? cell.textContent.trim().toLowerCase();
  };
  const compare = (a, b) => a !== "" && b !== "" && !isNaN(a) && !isNaN(b) ? a - b : a < b ? -1 : a > b ? 1 : 0;
  for (const button of all("thead th button"))
    button.addEventListener("click", () => {
      const head = button.closest("th"), table = head.closest("table");
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of all("th[aria-sort]", table)) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const sorted = all("tbody", table).map(body => [key(body, head.cellIndex), body]);
      sorted.sort((one, two) => (up ? 1 : -1) * compare(one[0], two[0]));
      table.append(...sorted.map(([, body]) => body));
    });

  addEventListener("hashchange", follow);
  follow();
});

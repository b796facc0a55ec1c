/** What stands behind the figures: the script and the tables follow the state when it has settled and they are seen. */
import { request } from "../../lib/api.js";
import { element } from "../../lib/dom.js";
import { formatNumber } from "../../lib/format.js";
import { ownQuery } from "../../lib/topic-url.js";
import { API } from "../../lib/url.js";

/**
 * @param {HTMLElement} root
 * @param {{url: string, defaults: Record<string, string>}} page
 */
export function behind(root, page) {
  const panel = root.querySelector("tab-panel");
  let query = null; // what stands in the page is right until something changes
  const stale = new Set();
  const refresh = async () => {
    const tab = panel?.opened;
    if (query === null || !stale.delete(tab)) return;
    if (tab === "code") {
      const answer = await fetch(`${API}${page.url}/code?${query}`);
      if (answer.ok) panel.querySelector("[data-code]").textContent = await answer.text();
    } else if (tab === "data") {
      const { tables } = await request(`${API}${page.url}/tables?${query}`);
      showTables(panel.querySelector("[data-tables]"), tables, `${API}${page.url}/tables`, query);
    }
  };
  panel?.addEventListener("tab-change", refresh);
  return {
    follow(fields) {
      query = ownQuery(fields, page.defaults);
      for (const link of root.querySelectorAll("[data-follow]")) {
        link.href = `${API}${page.url}${link.dataset.follow}?${query}`;
      }
      for (const tab of ["code", "data"]) stale.add(tab);
      return refresh();
    },
  };
}

function showTables(target, tables, url, query) {
  const open = new Set([...target.querySelectorAll("details[open]")].map((table) => table.dataset.table));
  target.replaceChildren(
    ...tables.map((table) => {
      const made = tableOf(table, `${url}/${table.slot}?${query}`);
      made.open = open.has(table.slot);
      return made;
    }),
  );
}

function tableOf({ slot, title, columns, rows, length }, href) {
  const link = element("a", { href, download: "" }, `${slot}.csv`);
  const more =
    length > rows.length
      ? ` has all ${length.toLocaleString("en")} rows; here are the first ${rows.length}.`
      : "";
  const head = columns.map((name) => element("th", { scope: "col" }, name));
  const body = rows.map((row) => element("tr", {}, ...row.map((value) => element("td", {}, shown(value)))));
  const table = element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...body),
  );
  return element(
    "details",
    { class: "table", "data-table": slot },
    element("summary", {}, title),
    element("p", { class: "hint" }, link, more),
    element("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": title }, table),
  );
}

function shown(value) {
  if (value === null) return "";
  return typeof value === "number" && !Number.isInteger(value) ? formatNumber(value, 6) : String(value);
}

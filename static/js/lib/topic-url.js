/** A topic's state as an address: fields at their defaults are left out, what is not a field is kept. */

/**
 * @param {string} search the address's query as it stands
 * @param {Record<string, string>} fields every parameter as text
 * @param {Record<string, string>} defaults
 */
export function topicQuery(search, fields, defaults) {
  const query = new URLSearchParams(search);
  for (const name of Object.keys(defaults)) query.delete(name);
  for (const [name, value] of Object.entries(fields)) {
    if (name in defaults && !isSame(value, defaults[name])) query.set(name, value);
  }
  return readable(query);
}

/** Only the parameters, for the API. */
export function ownQuery(fields, defaults) {
  return topicQuery("", fields, defaults);
}

/**
 * Every parameter as an address says it.
 * @param {string} search
 * @param {Record<string, string>} defaults
 */
export function fieldsOf(search, defaults) {
  const query = new URLSearchParams(search);
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, query.get(name) ?? value]),
  );
}

function isSame(value, other) {
  return value === other || (value !== "" && Number(value) === Number(other));
}

function readable(query) {
  return query.toString().replaceAll("%2C", ",").replaceAll("%3B", ";");
}

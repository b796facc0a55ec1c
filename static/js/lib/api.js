/** Requests to our own server; what it refuses becomes an error with its words. */

/** An answer that says no, with the server's own sentence. */
export function refusal(status, body) {
  return Object.assign(new Error(body?.detail ?? `The server answered with status ${status}.`), { status });
}

/** Whether an error only says that a newer request took the place of this one. */
export function isSuperseded(error) {
  return error.name === "AbortError";
}

/**
 * One JSON answer, or null for an empty one.
 * @param {string} url
 * @param {RequestInit} [options]
 */
export async function request(url, options = {}) {
  const answer = await fetch(url, options).catch((error) => {
    if (isSuperseded(error)) throw error;
    throw new Error("The server does not answer. Is it still running?");
  });
  const text = await answer.text();
  const body = text ? parsed(text) : null;
  if (!answer.ok) throw refusal(answer.status, body);
  return body;
}

/** POST of a plain object as JSON. */
export function send(url, body) {
  return request(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** A requester whose newest requests, all those of one call, abort the ones before them. */
export function newest() {
  let current = new AbortController();
  return (...urls) => {
    current.abort();
    current = new AbortController();
    const { signal } = current;
    return urls.map((url) => request(url, { signal }));
  };
}

/**
 * POST of a form that tells how far it is (fetch can't); resolves to the JSON answer.
 * @param {string} url
 * @param {FormData} form
 * @param {(sent: number, total: number) => void} onProgress
 */
export function upload(url, form, onProgress) {
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest();
    sender.open("POST", url);
    sender.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    sender.onerror = () =>
      reject(new Error("The connection broke. The file may be over the limit, or the server is gone."));
    sender.onload = () => {
      const body = parsed(sender.responseText);
      if (sender.status < 300) resolve(body);
      else reject(refusal(sender.status, body));
    };
    sender.send(form);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

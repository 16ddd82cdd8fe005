"use strict";
// The page: one stream of looks in, text and charts out. Nothing here changes anything; every text
// that came over the wire goes into the page as text, never as markup.

const byId = (id) => document.getElementById(id);
const part = (id, name) => byId(id).querySelector("." + name);

// What moves, hides or turns text is shown as its number instead.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
const shown = (text) =>
  String(text).replace(UNSEEN, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));

function say(element, text) {
  const safe = shown(text);
  if (element.textContent !== safe) element.textContent = safe;
}

function word(element, kind, text) {
  const name = "state " + kind;
  if (element.className !== name) element.className = name;
  say(element, text);
}

function list(element, texts) {
  const wanted = texts.map(shown);
  const there = [...element.children].map((item) => item.textContent);
  if (wanted.join("\n") === there.join("\n")) return;
  element.replaceChildren(...wanted.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

// ---- figures as people read them

const NUMBER = new Intl.NumberFormat("en");
const count = (n) => (n === null || n === undefined ? "unknown" : NUMBER.format(Math.round(n)));

function scaled(n, units, base) {
  if (n === null || n === undefined || Number.isNaN(n)) return "unknown";
  let at = 0;
  while (Math.abs(n) >= base && at < units.length - 1) {
    n /= base;
    at++;
  }
  return (at === 0 || Math.abs(n) >= 100 ? Math.round(n) : n.toFixed(1)) + units[at];
}

const bytes = (n) => scaled(n, [" B", " KiB", " MiB", " GiB", " TiB"], 1024);
const rate = (n) => (n === null || n === undefined ? "unknown" : scaled(n, ["", " k", " M", " G"], 1000) + "/s");

function duration(seconds) {
  if (seconds === null || seconds === undefined) return "unknown";
  if (seconds < 1) return Math.round(seconds * 1000) + " ms";
  if (seconds < 120) return seconds.toFixed(seconds < 10 ? 1 : 0) + " s";
  if (seconds < 7200) return Math.round(seconds / 60) + " min";
  if (seconds < 172800) return (seconds / 3600).toFixed(1) + " h";
  return Math.round(seconds / 86400) + " d";
}

let isUtc = false;
const clock = (ms) =>
  isUtc
    ? new Date(ms).toISOString().slice(0, 19).replace("T", " ") + " UTC"
    : new Date(ms).toLocaleString("sv");

// ---- what a state means, in a kind (colour and sign) and in its own word

const GOOD = new Set(["caught_up", "reading"]);
const WATCH = new Set(["catching_up", "recovering", "waiting_for_layout", "starting", "not_started", "paused", "retired", "stopped", "abandoned"]);
const kindOf = (reader) => (GOOD.has(reader.state) ? "good" : WATCH.has(reader.state) ? "warn" : "bad");
const stateOf = (reader) => reader.state.replaceAll("_", " ");

// ---- one look

let last = null;
let lastAt = 0;

function show(event) {
  last = event;
  lastAt = performance.now();
  const status = event.status;
  say(byId("place"), status.data_directory);
  list(byId("problems"), status.faults.map((fault) => "cannot read " + fault)
    .concat(event.ready.problems));
  answers(status);
  flow(status, event.journal_max_bytes);
  table(status.readers);
  balance(status.balance);
  chosen();
  charts(status);
}

function answer(id, kind, text, detail) {
  word(part(id, "state"), kind, text);
  say(part(id, "detail"), detail);
}

function answers(status) {
  const ingest = status.ingest;
  const live = status.readers.filter((reader) => reader.state !== "retired");
  const sum = (of) => status.readers.reduce((all, reader) => all + (of(reader) || 0), 0);
  const lost = sum((reader) => reader.lost_datagrams);
  const expired = sum((reader) => reader.expired_datagrams);
  const dropped = ingest ? ingest.dropped_datagrams : 0;
  const kernel = ingest ? ingest.kernel_drops : 0;
  const residual = status.balance.residual;
  const all = lost + dropped + kernel;
  answer("a-loss",
    residual !== 0 || all > 0 ? "bad" : ingest ? "good" : "unknown",
    residual !== 0 ? "residual " + count(residual) : all > 0 ? count(all) + " ever" : ingest ? "no" : "unknown",
    "kernel " + count(kernel) + " · ours " + count(dropped) + " · journal " + count(lost) + " · expired " +
      count(expired) + " · residual " + count(residual));

  const begun = live.filter((reader) => typeof reader.lag_seconds === "number");
  const behind = live.reduce((most, reader) => Math.max(most, reader.lag_seconds || 0), 0);
  const slow = live.filter((reader) => (reader.lag_seconds || 0) >= 10).length;
  answer("a-lag", begun.length === 0 ? "unknown" : behind < 10 ? "good" : behind < 600 ? "warn" : "bad",
    begun.length === 0 ? "unknown" : behind < 1 ? "caught up" : duration(behind),
    begun.length === 0 ? "no shard has run" : slow + " of " + live.length + " more than 10 s behind");

  const bad = live.filter((reader) => kindOf(reader) === "bad");
  const asked = live.filter((reader) => reader.life === "alive");
  answer("a-servers", bad.length > 0 ? "bad" : asked.length < live.length || live.length === 0 ? "unknown" : "good",
    bad.length === 0 && asked.length < live.length ? "unknown: " + (live.length - asked.length) + " without a worker"
      : live.length === 0 ? "unknown" : bad.length === 0 ? "all " + live.length : bad.length + " of " + live.length + " not",
    bad.slice(0, 3).map((reader) => reader.name + " " + stateOf(reader)).join(" · "));

  const out = live.reduce((all2, reader) => all2 + (reader.lines_per_second || 0), 0);
  const isUp = ingest && ingest.life === "alive";
  answer("a-rate", isUp ? "good" : ingest ? "bad" : "unknown",
    isUp ? rate(ingest.received_datagrams_per_second) : ingest ? "ingest " + ingest.life : "unknown",
    "datagrams in · " + rate(out) + " lines out");

  const journal = status.journal;
  const room = journal.storage === undefined ? "unknown" : journal.storage;
  const head = journal.headroom_seconds;
  answer("a-disk", room === "unknown" ? "unknown" : room !== "room" ? "bad" : head !== null && head < 3600 ? "warn" : "good",
    room === "unknown" ? "unknown" : room !== "room" ? room.replaceAll("_", " ") : head === null ? "no end in sight" : duration(head),
    bytes(journal.free_bytes) + " free of " + bytes(journal.disk_bytes));
}

const SHARDS_IN_FLOW = 12;

// Of what the journal may have: by its limit, and by what the disk has left.
function room(journal, maxBytes) {
  const byDisk = typeof journal.free_bytes === "number" ? journal.allocated_bytes + journal.free_bytes : Infinity;
  const limit = Math.min(maxBytes > 0 ? maxBytes : Infinity, byDisk);
  return Number.isFinite(limit) && limit > 0 ? limit : null;
}

function flow(status, maxBytes) {
  const ingest = status.ingest;
  say(part("f-clients", "figure"), ingest ? rate(ingest.received_datagrams_per_second) : "unknown");
  say(part("f-clients", "detail"), ingest ? ingest.inputs.join(" · ") : "");
  word(part("f-ingest", "state"), !ingest ? "unknown" : ingest.life === "alive" ? "good" : "bad",
    ingest ? ingest.life : "never ran here");
  say(part("f-ingest", "figure"), ingest ? count(ingest.received_datagrams) + " received" : "");
  say(part("f-ingest", "detail"), ingest
    ? "dropped " + count(ingest.dropped_datagrams) + " · kernel " + count(ingest.kernel_drops) : "");
  const journal = status.journal;
  const limit = room(journal, maxBytes);
  const percent = limit === null ? 0 : Math.min(100, (100 * journal.allocated_bytes) / limit);
  const fill = byId("f-fill");
  fill.setAttribute("aria-valuenow", String(Math.round(percent)));
  fill.className = "fill" + (journal.storage !== undefined && journal.storage !== "room" ? " bad" : "");
  fill.firstElementChild.style.width = percent.toFixed(1) + "%";
  say(part("f-journal", "figure"), bytes(journal.allocated_bytes) +
    (limit === null ? "" : " of " + bytes(limit) + ", " + Math.round(percent) + " %"));
  say(part("f-journal", "detail"), count(journal.roll_files) + (journal.roll_files === 1 ? " file" : " files") +
    (journal.oldest_time ? " · oldest record " + clock(Date.parse(journal.oldest_time)) : " · empty"));
  const readers = byBadness(status.readers);
  const items = readers.slice(0, SHARDS_IN_FLOW).map((reader) => {
    const item = document.createElement("li");
    const name = document.createElement("strong");
    name.textContent = shown(reader.name);
    const state = document.createElement("span");
    state.className = "state " + kindOf(reader);
    state.textContent = shown(stateOf(reader));
    const where = document.createElement("span");
    where.textContent = shown((reader.destination || "no destination") + " · " + rate(reader.lines_per_second));
    item.append(name, state, where);
    return item;
  });
  if (readers.length > SHARDS_IN_FLOW) {
    const rest = document.createElement("li");
    rest.textContent = "and " + (readers.length - SHARDS_IN_FLOW) + " more, none worse: see the table";
    items.push(rest);
  }
  byId("f-shards").replaceChildren(...items);
}

// ---- the table

const BAD = { bad: 0, warn: 1, unknown: 2, good: 3 };

function byBadness(readers) {
  return [...readers].sort((a, b) =>
    BAD[kindOf(a)] - BAD[kindOf(b)] || behind(b) - behind(a) || order(a.name, b.name));
}

// In steps, so that rows of shards that keep up stay where they are.
const behind = (reader) => Math.floor((reader.lag_seconds || 0) / 10);

const order = new Intl.Collator("en", { numeric: true }).compare;
const COLUMNS = [
  ["Shard", (r) => r.name, null],
  ["Server", (r) => r.destination || "", (r) => r.destination || "none"],
  ["State", (r) => BAD[kindOf(r)], undefined],
  ["Out", (r) => r.lines_per_second, (r) => rate(r.lines_per_second)],
  ["Lag", (r) => r.lag_seconds, (r) => duration(r.lag_seconds)],
  ["Backlog", (r) => r.backlog_bytes, (r) => bytes(r.backlog_bytes)],
  ["In doubt", (r) => r.in_doubt_datagrams, (r) => count(r.in_doubt_datagrams)],
  ["Resent", (r) => r.repeated_lines, (r) => count(r.repeated_lines)],
  ["Rejected", (r) => r.rejected_lines, (r) => count(r.rejected_lines)],
  ["Lost", (r) => r.lost_datagrams, (r) => count(r.lost_datagrams)],
  ["Committed", (r) => r.committed_lines, (r) => count(r.committed_lines)],
  ["Caught up in", (r) => r.eta_seconds, (r) => (r.eta_seconds ? duration(r.eta_seconds) : r.lag_seconds >= 1 ? "unknown" : "–")],
];
let sortedBy = -1;
let isDescending = true;

function heads() {
  byId("shards").querySelector("thead tr").replaceChildren(...COLUMNS.map(([title], at) => {
    const head = document.createElement("th");
    head.scope = "col";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title;
    button.addEventListener("click", () => {
      isDescending = sortedBy === at ? !isDescending : at > 2;
      sortedBy = at;
      [...head.parentNode.children].forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      if (last) table(last.status.readers);
    });
    head.append(button);
    return head;
  }));
}

function table(readers) {
  let rows = byBadness(readers);
  if (sortedBy >= 0) {
    const value = COLUMNS[sortedBy][1];
    const sign = isDescending ? -1 : 1;
    rows = rows.sort((a, b) => {
      const x = value(a), y = value(b);
      return sign * (typeof x === "string" ? order(x, y) : (x ?? -1) - (y ?? -1));
    });
  }
  const body = byId("shards").tBodies[0];
  while (body.rows.length > rows.length) body.deleteRow(-1);
  rows.forEach((reader, at) => {
    const row = body.rows[at] || body.insertRow();
    while (row.cells.length < COLUMNS.length) row.insertCell();
    COLUMNS.forEach(([, , text], column) => {
      const cell = row.cells[column];
      if (text) {
        say(cell, text(reader));
      } else if (text === null) {
        const open = cell.firstElementChild || cell.appendChild(document.createElement("a"));
        const target = "#" + encodeURIComponent(reader.name);
        if (open.getAttribute("href") !== target) open.setAttribute("href", target);
        say(open, reader.name);
      } else {
        const state = cell.firstElementChild || cell.appendChild(document.createElement("span"));
        word(state, kindOf(reader), stateOf(reader));
      }
    });
  });
}

function balance(sum) {
  const fails = sum.residual !== 0 || sum.failing.length > 0;
  word(byId("b-word"), sum.equations === 0 ? "unknown" : fails ? "bad" : "good",
    sum.equations === 0 ? "no counters yet"
      : (fails ? "fails, residual " + count(sum.residual) : "residual 0") + " in " + sum.equations + " equations");
  list(byId("b-open"), sum.failing.concat(sum.open.map((one) => "open until the next start: " + one)));
}

// ---- charts: what the console kept, and each look behind it

const CHARTS = [
  ["c-flow", [["in", "datagrams in", "--blue", []], ["out", "lines out", "--good", [6, 3]]], 1],
  ["c-lag", [["lag", "lag", "--warn", []]], 3],
  ["c-backlog", [["backlog", "backlog", "--blue", []]], 1],
  ["c-losses", [["kernel_drops", "kernel", "--bad", []], ["dropped", "ours", "--warn", [6, 3]],
    ["lost_retention", "retention", "--blue", [2, 3]], ["lost_corrupt", "corrupt", "--ink", [8, 3, 2, 3]],
    ["lost_missing", "missing", "--good", [4, 4]], ["expired", "expired", "--quiet", [1, 4]]], 1],
];
let history = { times: [], series: {} };
let minutes = 60;
let plots = [];

const hasCharts = typeof uPlot !== "undefined";
document.querySelectorAll(".charts").forEach((charts) => { charts.hidden = !hasCharts; });
byId("no-charts").hidden = hasCharts;

// Of an axis and of a legend; nothing between the ticks of small numbers may look the same.
const figure = (n) =>
  n < 0 ? "" : n < 10 && n !== Math.round(n) ? n.toFixed(n < 1 ? 2 : 1) : scaled(n, ["", " k", " M", " G", " T"], 1000);

function hours(u, ticks, axis, space, step) {
  return ticks.map((tick) => {
    if (tick < 1e6) return ""; // nothing was kept yet
    const time = new Date(tick * 1000);
    return (isUtc ? time.toISOString().slice(11, 19) : time.toLocaleTimeString("sv")).slice(0, step < 60 ? 8 : 5);
  });
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function drawn(charts, history) {
  const from = Date.now() / 1000 - minutes * 60;
  let first = history.times.findIndex((time) => time >= from);
  if (first < 0) first = history.times.length;
  const times = history.times.slice(first);
  return charts.map(([, lines]) => [times].concat(
    lines.map(([name]) => (history.series[name] || []).slice(first).concat(
      new Array(Math.max(0, times.length - Math.max(0, (history.series[name] || []).length - first))).fill(null)))));
}

function build() {
  if (!hasCharts) return;
  plots.forEach((plot) => plot.destroy());
  plots = plotsOf(CHARTS, history, "hour");
  if (shard !== "") {
    shardPlots.forEach((plot) => plot.destroy());
    shardPlots = plotsOf(SHARD_CHARTS, shardHistory, "shard");
  }
}

function plotsOf(charts, history, key) {
  const data = drawn(charts, history);
  const axis = () => ({ stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } });
  return charts.map(([id, lines, kind], at) => new uPlot({
    width: Math.max(200, byId(id).clientWidth),
    height: 190,
    cursor: { sync: { key } },
    tzDate: (seconds) => (isUtc ? uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC") : new Date(seconds * 1e3)),
    scales: { y: kind === 3 ? { distr: 4, asinh: 1, range: (u, min, max) => [0, Math.max(1, max || 0)] }
      : { range: (u, min, max) => [0, Math.max(1, (max || 0) * 1.1)] } },
    axes: [{ ...axis(), values: hours }, { ...axis(), size: 64, values: (u, ticks) => ticks.map((n) => (n === null ? "" : figure(n))) }],
    series: [{ label: "time", value: (u, at) => (at === null || at === undefined ? "--" : clock(at * 1000)) }].concat(lines.map(([, label, name, dash]) => ({
      label, stroke: colour(name), width: 2, dash, points: { show: false },
      value: (u, n) => (n === null || n === undefined ? "--" : figure(n)),
    }))),
  }, data[at], byId(id)));
}

function redraw() {
  const data = drawn(CHARTS, history);
  plots.forEach((plot, at) => plot.setData(data[at]));
}

let lastStep = 0;

// The console has the steps; a new one is fetched when it must be there.
function charts(status) {
  const step = Math.floor(Date.parse(status.time) / 5000);
  if (step > lastStep) {
    lastStep = step;
    if (step % 3 === 0 || history.times.length === 0) fetchHistory();
  }
}

async function fetchHistory() {
  try {
    const answer = await fetch("/api/history");
    if (!answer.ok) return;
    history = await answer.json();
    if (plots.length === 0) build();
    else redraw();
    fetchShard();
    fetchFindings();
  } catch (gone) {
    if (!(gone instanceof TypeError && /fetch|network|load/i.test(gone.message))) throw gone;
  }
}

// ---- one shard: its part of the history, its states, what doctor says of it

const SHARD_CHARTS = [
  ["s-out", [["out", "lines out", "--good", []]], 1],
  ["s-lag", [["lag", "lag", "--warn", []]], 3],
  ["s-backlog", [["backlog", "backlog", "--blue", []]], 1],
];
let shard = "";
let shardHistory = { times: [], series: {} };
let shardPlots = [];

function chosen() {
  const name = decodeURIComponent(location.hash.slice(1));
  const reader = last && last.status.readers.find((one) => one.name === name);
  if (!reader) {
    byId("shard").hidden = true;
    shard = "";
    return;
  }
  const isNew = shard !== name;
  shard = name;
  byId("shard").hidden = false;
  say(byId("h-shard"), name);
  word(byId("s-state"), kindOf(reader), stateOf(reader));
  say(byId("s-where"), (reader.destination || "no destination") + " · lag " + duration(reader.lag_seconds) +
    " · " + bytes(reader.backlog_bytes) + " wait · " + count(reader.repeated_lines) + " lines resent");
  say(byId("s-dump"), "penstock dump --reader " + name + " --limit 20");
  say(byId("s-pause"), "penstock pause " + name);
  if (isNew) {
    byId("shard").focus();
    byId("s-lines").replaceChildren();
    say(byId("s-said"), "");
    fetchShard();
  }
}

async function fetchShard() {
  const name = shard;
  if (name === "") return;
  try {
    const of = encodeURIComponent(name);
    const [past, states] = await Promise.all([fetch("/api/history?reader=" + of), fetch("/api/states?of=" + of)]);
    if (!past.ok || !states.ok || name !== shard) return;
    shardHistory = await past.json();
    list(byId("s-states"), (await states.json()).states.map((one) =>
      clock(Date.parse(one.time)) + "  " + one.state.replaceAll("_", " ")));
    if (!hasCharts) return;
    shardPlots.forEach((plot) => plot.destroy());
    shardPlots = plotsOf(SHARD_CHARTS, shardHistory, "shard");
  } catch (gone) {
    if (!(gone instanceof TypeError && /fetch|network|load/i.test(gone.message))) throw gone;
  }
}

let nextPage = 0;

async function fetchWaiting(from) {
  try {
    const answer = await fetch("/api/waiting?reader=" + encodeURIComponent(shard) + "&from=" + from +
      "&match=" + encodeURIComponent(byId("s-match").value || "*"));
    if (!answer.ok) {
      say(byId("s-said"), (await answer.text()).trim());
      return;
    }
    const page = await answer.json();
    const isEnd = page.lines.length === 0 && page.next === nextPage;
    nextPage = page.next;
    byId("s-more").disabled = isEnd;
    say(byId("s-said"), page.lines.length + (page.lines.length === 1 ? " line" : " lines") + " before number " + count(page.next));
    list(byId("s-lines"), page.lines.map((one) => clock(Date.parse(one.time)) + "  " + one.number + "  " + one.line +
      (one.bytes > 1000 ? "  … " + one.bytes + " bytes" : "")));
  } catch (gone) {
    if (!(gone instanceof TypeError && /fetch|network|load/i.test(gone.message))) throw gone;
  }
}

byId("s-find").addEventListener("submit", (submit) => {
  submit.preventDefault();
  nextPage = 0;
  fetchWaiting(0);
});
byId("s-more").addEventListener("click", () => fetchWaiting(nextPage));
addEventListener("hashchange", chosen);
byId("s-close").addEventListener("click", () => {
  location.hash = "";
  byId("h-shards").scrollIntoView();
});

// ---- what doctor finds

const FINDING = { fine: "good", warning: "warn", error: "bad" };

async function fetchFindings() {
  try {
    const answer = await fetch("/api/findings");
    if (!answer.ok) return;
    const findings = (await answer.json()).findings.filter((one) => one.severity !== "fine");
    const worst = findings.some((one) => one.severity === "error") ? "error" : findings.length > 0 ? "warning" : "fine";
    word(byId("d-word"), FINDING[worst], findings.length === 0 ? "nothing to mend" : findings.length + " to look at");
    const text = (one) => one.severity + ", " + one.topic + ": " + one.text + (one.remedy ? " ▸ " + one.remedy : "");
    list(byId("d-list"), findings.map(text));
    const named = new RegExp("\\b" + shard.replace(/[^\w]/g, ".") + "\\b");
    const ours = findings.filter((one) => named.test(one.text)).map(text);
    list(byId("s-findings"), shard === "" ? [] : ours.length > 0 ? ours : ["nothing"]);
  } catch (gone) {
    if (!(gone instanceof TypeError && /fetch|network|load/i.test(gone.message))) throw gone;
  }
}

// ---- alive or not

const SILENCE_MS = 3500;
let isBroken = true;

function connect() {
  const stream = new EventSource("/api/events");
  stream.onmessage = (message) => {
    isBroken = false;
    show(JSON.parse(message.data));
    age();
  };
  stream.onerror = () => {
    isBroken = true;
    age();
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  };
}

function age() {
  const old = performance.now() - lastAt;
  const isStale = last === null || isBroken || old > SILENCE_MS;
  document.body.classList.toggle("stale", isStale);
  word(byId("link"), isStale ? "bad" : "good",
    isStale ? (last ? "the console does not answer; trying again" : "connecting") : "live");
  say(byId("age"), last ? "figures of " + clock(Date.parse(last.status.time)) + ", " + duration(old / 1000) + " old" : "no figures yet");
}

// ---- switches

const THEMES = ["system", "light", "dark"];

function theme(name) {
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  say(byId("theme"), "Theme: " + name);
  try { localStorage.setItem("theme", name); } catch (denied) { /* then not kept */ }
  if (plots.length > 0) build();
}

function kept(name) {
  try { return localStorage.getItem(name); } catch (denied) { return null; }
}

byId("theme").addEventListener("click", () => {
  const now = document.documentElement.dataset.theme || "system";
  theme(THEMES[(THEMES.indexOf(now) + 1) % THEMES.length]);
});
byId("zone").addEventListener("click", (click) => {
  isUtc = !isUtc;
  click.currentTarget.setAttribute("aria-pressed", String(isUtc));
  age();
  if (plots.length > 0) build();
});
document.querySelectorAll("[data-minutes]").forEach((button) => button.addEventListener("click", () => {
  minutes = Number(button.dataset.minutes);
  document.querySelectorAll("[data-minutes]").forEach((other) =>
    other.setAttribute("aria-pressed", String(other === button)));
  redraw();
}));
document.querySelectorAll(".copy").forEach((button) => button.addEventListener("click", async () => {
  const command = button.parentNode.querySelector("code").textContent;
  try {
    await navigator.clipboard.writeText(command);
    say(button, "Copied");
  } catch (denied) {
    say(button, "Select it by hand");
  }
  setTimeout(() => say(button, "Copy"), 2000);
}));
addEventListener("resize", () => plots.forEach((plot, at) =>
  plot.setSize({ width: Math.max(200, byId(CHARTS[at][0]).clientWidth), height: 190 })));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (plots.length > 0) build(); });

theme(THEMES.includes(kept("theme")) ? kept("theme") : "system");
heads();
connect();
setInterval(age, 500);

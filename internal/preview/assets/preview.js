// What pages of a preview do beyond being read: quizzes, the view of a student, copying, and the news of saved files.
"use strict";

(function () {
  const page = document.documentElement;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);

  // Settings are kept where the browser allows it.
  const settings = {
    get(key) { try { return localStorage.getItem("whopsync:" + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("whopsync:" + key, value); } catch { /* for this page alone */ } },
  };

  // The view of a student, on a day since the start.
  function look() {
    const student = settings.get("student") === "yes";
    const day = settings.get("day");
    page.dataset.view = student ? "student" : "author";
    all("[data-student]").forEach((box) => { box.checked = student; });
    all("input[data-day]").forEach((input) => { if (document.activeElement !== input) input.value = day ?? ""; });
    for (const item of all("a.lesson[data-day], article[data-day]")) {
      const isLocked = student && day !== null && day !== "" && Number(item.dataset.day) > Number(day);
      item.classList.toggle("closed", isLocked);
    }
    const article = one("article.lesson");
    const closed = article?.classList.contains("closed") || (student && article?.classList.contains("draft"));
    all("[data-locked]").forEach((words) => { words.hidden = !closed; });
    all("[data-content]").forEach((content) => { content.hidden = Boolean(closed); });
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-student]")) settings.set("student", event.target.checked ? "yes" : "no");
    if (event.target.matches("input[data-day]")) settings.set("day", event.target.value);
    look();
  });

  // Quizzes are graded as the data beside them says.
  function read(quiz, i) {
    const inputs = all("[name='question-" + (i + 1) + "']", quiz);
    if (inputs[0]?.type === "text") return { text: inputs[0].value };
    return { chosen: inputs.filter((input) => input.checked).map((input) => Number(input.value)) };
  }

  function isRight(question, answer) {
    if (answer.text !== undefined) return answer.text === (question.answer ?? "");
    const right = question.correct ?? [];
    return right.length === answer.chosen.length && right.every((i) => answer.chosen.includes(i));
  }

  function grade(quiz) {
    const data = JSON.parse(one("[data-grading]", quiz).textContent);
    const verdicts = data.questions.map((question, i) => isRight(question, read(quiz, i)));
    const right = verdicts.filter(Boolean).length;
    const percent = verdicts.length === 0 ? 0 : Math.floor((10000 * right) / verdicts.length) / 100;
    let passed = true;
    if (data.minimum_questions_correct !== undefined) passed = right >= data.minimum_questions_correct;
    else if (data.minimum_grade_percent !== undefined) passed = percent >= data.minimum_grade_percent;
    all("[data-verdict]", quiz).forEach((place, i) => {
      place.hidden = false;
      place.textContent = verdicts[i] ? "Right" : "Not right";
      place.dataset.right = String(verdicts[i]);
    });
    quiz.attempts = (quiz.attempts ?? 0) + 1;
    let words = right + " of " + verdicts.length + " right";
    if (data.graded) {
      words = percent + " % (" + words + "): " + (passed ? "passed" : "not passed");
      if (data.max_attempts) words += ", attempt " + quiz.attempts + " of " + data.max_attempts;
    }
    one("[data-result]", quiz).textContent = words;
    one("[data-submit]", quiz).hidden = true;
    one("[data-again]", quiz).hidden = Boolean(data.graded && data.max_attempts && quiz.attempts >= data.max_attempts);
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-form]")) return;
    event.preventDefault();
    grade(event.target.closest("[data-quiz]"));
  });

  document.addEventListener("click", async (event) => {
    const again = event.target.closest("[data-again]");
    if (again) {
      const quiz = again.closest("[data-quiz]");
      one("[data-form]", quiz).reset();
      all("[data-verdict]", quiz).forEach((place) => { place.hidden = true; });
      one("[data-result]", quiz).textContent = "";
      one("[data-submit]", quiz).hidden = false;
      again.hidden = true;
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(one("code", copy.parentElement).textContent);
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy"; }, 2000);
    }
  });

  // A video's player takes the place of its card when it is asked for. Without network the card is a link.
  document.addEventListener("click", (event) => {
    const card = event.target.closest(".video[data-frame] > a");
    if (!card || !navigator.onLine || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = card.parentElement.dataset.frame + "?autoplay=1";
    frame.title = card.textContent.trim();
    frame.allow = "autoplay; fullscreen";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    card.parentElement.removeAttribute("data-frame");
    card.before(frame);
    frame.focus();
  });

  // The chapters that a reader has closed stay so on other pages, and the sidebar shows the current lesson.
  const closed = new Set(JSON.parse(settings.get("closed") ?? "[]"));

  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (!fold.matches?.(".fold")) return;
    if (fold.open) closed.delete(fold.dataset.keep);
    else closed.add(fold.dataset.keep);
    settings.set("closed", JSON.stringify([...closed].slice(-500)));
  }, true);

  function sidebar() {
    for (const fold of all(".fold")) fold.open = !closed.has(fold.dataset.keep) || one("[aria-current]", fold) !== null;
    const bar = one(".sidebar");
    const drawer = one(".drawer");
    if (drawer && !CSS.supports("selector(::details-content)")) drawer.open = matchMedia("(min-width: 56rem)").matches;
    const current = bar && one("[aria-current]", bar);
    if (!current || getComputedStyle(bar).overflowY === "visible") return;
    const at = current.getBoundingClientRect(), frame = bar.getBoundingClientRect();
    if (at.top < frame.top || at.bottom > frame.bottom) bar.scrollTop += at.top - frame.top - (frame.height - at.height) / 2;
  }

  function prepare() {
    all("[data-switches], [data-copy]").forEach((part) => { part.hidden = false; });
    all("[data-quiz]").forEach((quiz) => { if (quiz.attempts === undefined) one("[data-submit]", quiz).hidden = false; });
    look();
  }

  // Saved files come as news of a version. Only what has changed is replaced, so that the reader's place, open parts, answers and a
  // playing video stay.
  let shown = page.cloneNode(true); // the page as the server sent it, without what the script has done

  async function refresh() {
    const answer = await fetch(location.pathname + "?" + new URLSearchParams({ key: shown.dataset.key ?? "" }), { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (fresh.documentElement.dataset.build !== page.dataset.build) return reload();
    if (Number(fresh.documentElement.dataset.version) < Number(page.dataset.version)) return; // a later one has come first
    if (fresh.documentElement.hasAttribute("data-gone")) keepContent(fresh);
    const open = opened(), given = answers();
    patch(document.body, one("body", shown), fresh.body);
    document.title = fresh.title;
    page.lang = fresh.documentElement.lang;
    page.dataset.version = fresh.documentElement.dataset.version;
    shown = fresh.documentElement;
    reopen(open);
    giveBack(given);
    prepare();
  }

  // What the page of a removed file showed stays below the words that say so.
  function keepContent(fresh) {
    const main = one("main", shown).cloneNode(true);
    one("[role=status]", main).replaceWith(one("[role=status]", fresh));
    one("main", fresh).replaceWith(main);
  }

  // patch changes an element, which showed one version, so that it shows another.
  function patch(here, was, now) {
    for (const { name } of [...was.attributes, ...now.attributes]) {
      if (was.getAttribute(name) === now.getAttribute(name)) continue;
      if (now.hasAttribute(name)) here.setAttribute(name, now.getAttribute(name));
      else here.removeAttribute(name);
    }
    const before = [...was.childNodes], after = [...now.childNodes], live = [...here.childNodes];
    const copies = (nodes) => nodes.map((node) => document.importNode(node, true));
    if (live.length !== before.length) return here.replaceChildren(...copies(after));
    let first = 0, last = 0;
    const shorter = Math.min(before.length, after.length);
    while (first < shorter && before[first].isEqualNode(after[first])) first++;
    while (last < shorter - first && before.at(-1 - last).isEqualNode(after.at(-1 - last))) last++;
    const gone = before.slice(first, before.length - last), come = after.slice(first, after.length - last);
    if (gone.length !== come.length) {
      live.slice(first, live.length - last).forEach((node) => node.remove());
      const next = live[live.length - last] ?? null;
      return copies(come).forEach((node) => here.insertBefore(node, next));
    }
    come.forEach((node, i) => {
      const place = live[first + i];
      if (gone[i].isEqualNode(node)) return;
      if (node.nodeType === Node.ELEMENT_NODE && gone[i].nodeName === node.nodeName && !node.matches("[data-quiz], script")) patch(place, gone[i], node);
      else place.replaceWith(...copies([node]));
    });
  }

  function opened() { return new Map(all("details[data-keep]").map((details) => [details.dataset.keep, details.open])); }

  function reopen(open) {
    all("details[data-keep]").forEach((details) => { details.open = open.get(details.dataset.keep) ?? details.open; });
  }

  function answers() {
    return new Map(all("fieldset[data-question]").map((field) => [field.dataset.question,
      new Map(all("input", field).map((input) => [input.type === "text" ? "" : input.parentElement.textContent.trim(), input.type === "text" ? input.value : input.checked]))]));
  }

  function giveBack(given) {
    for (const field of all("fieldset[data-question]")) {
      const values = given.get(field.dataset.question);
      if (!values) continue;
      all("input", field).forEach((input) => {
        if (input.type === "text") input.value = values.get("") ?? input.value;
        else input.checked = Boolean(values.get(input.parentElement.textContent.trim()));
      });
    }
  }

  // Another run of the server may be of another version of this script, so the page is loaded again. What the reader has opened and
  // answered goes along.
  const keptKey = "whopsync:kept";

  function reload() {
    const kept = { path: location.pathname, open: [...opened()], given: [...answers()].map(([question, values]) => [question, [...values]]) };
    try { sessionStorage.setItem(keptKey, JSON.stringify(kept)); } catch { /* then it is gone */ }
    location.reload();
  }

  function goOn() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(keptKey));
      sessionStorage.removeItem(keptKey);
    } catch { /* nothing was kept */ }
    if (kept?.path !== location.pathname) return;
    reopen(new Map(kept.open));
    giveBack(new Map(kept.given.map(([question, values]) => [question, new Map(values)])));
  }

  // A browser opens few connections to a server. So a page listens only while it is visible, and of all visible pages, the one that has
  // the lock holds the stream and tells the others. Without locks, each holds a stream of its own.
  function listen() {
    if (!page.dataset.build) return;
    const root = one("link[rel=stylesheet]").href.replace(/style\.css$/, "");
    const pages = new BroadcastChannel("whopsync");
    let latest = null; // what the stream of this page has told
    let listening = new AbortController();

    function hear(site) {
      if (site.build !== page.dataset.build) reload();
      else if (String(site.version) !== page.dataset.version) refresh();
    }

    const stream = (signal) => new Promise((end) => {
      const news = new EventSource(root + "events");
      news.addEventListener("site", (event) => {
        latest = JSON.parse(event.data);
        pages.postMessage(latest);
        hear(latest);
      });
      news.addEventListener("error", () => { latest = null; }); // the next server may be another one
      signal.addEventListener("abort", () => { news.close(); latest = null; end(); });
    });

    async function start(signal) {
      pages.postMessage("latest?");
      try {
        await navigator.locks.request("whopsync", { signal }, () => stream(signal));
      } catch {
        if (!signal.aborted) stream(signal); // there are no locks
      }
    }

    pages.addEventListener("message", ({ data }) => {
      if (data === "latest?") {
        if (latest) pages.postMessage(latest);
      } else if (!listening.signal.aborted) hear(data);
    });

    function listenIfSeen() {
      listening.abort();
      if (document.visibilityState !== "visible") return;
      listening = new AbortController();
      start(listening.signal);
    }
    document.addEventListener("visibilitychange", listenIfSeen);
    listenIfSeen();
  }

  prepare();
  sidebar();
  goOn();
  listen();
})();

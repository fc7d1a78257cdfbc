// Streamlit has no translations of its own: this puts Chinese words into its built-in controls, as they appear.
// Only whole texts that stand in zh.json are replaced; what pages write is Chinese already.
"use strict";
(async () => {
  const words = await (await fetch("/assets/zh.json")).json();
  const exact = new Map(Object.entries(words.exact));
  const patterns = words.pattern.map(([from, to]) => [new RegExp(from), to]);
  const attributes = ["aria-label", "title", "placeholder", "alt", "aria-roledescription", "aria-placeholder"];
  const skipped = new Set(["SCRIPT", "STYLE", "TEXTAREA", "CODE", "PRE"]);

  const translate = (text) => {
    const trimmed = text.trim();
    if (!trimmed || !/[A-Za-z]/.test(trimmed)) return null;
    const found = exact.get(trimmed);
    if (found !== undefined) return text.replace(trimmed, found);
    for (const [from, to] of patterns) {
      if (from.test(trimmed)) return text.replace(trimmed, trimmed.replace(from, to));
    }
    return null;
  };
  const textNode = (node) => {
    const parent = node.parentElement;
    if (!parent || skipped.has(parent.tagName)) return;
    // what somebody is writing stays theirs; the empty parts of a date are ours
    if (parent.isContentEditable && !/^(yyyy|mm|dd)$/.test(node.data)) return;
    const to = translate(node.data);
    if (to !== null && to !== node.data) node.data = to;
  };
  const element = (node) => {
    for (const name of attributes) {
      const value = node.getAttribute(name);
      if (!value) continue;
      const to = translate(value);
      if (to !== null && to !== value) node.setAttribute(name, to);
    }
  };
  // The menu's sections stand as <div> inside <ul>: say to screen readers that each is a list of its own.
  const menu = (root) => {
    const lists = root.matches?.('[data-testid="stSidebarNavItems"]') ? [root] : [];
    lists.push(...(root.querySelectorAll?.('[data-testid="stSidebarNavItems"]') ?? []));
    const own = root.closest?.('[data-testid="stSidebarNavItems"]');
    if (own) lists.push(own);
    for (const list of lists) {
      const sections = list.querySelectorAll(":scope > div");
      if (!sections.length) continue;
      list.setAttribute("role", "none");
      for (const section of sections) {
        const header = section.querySelector(":scope > header");
        if (!header) continue;
        section.setAttribute("role", "list");
        section.setAttribute("aria-label", header.textContent.replace(/expand_\w+/, "").trim());
        header.setAttribute("role", "none");
      }
    }
  };
  const walk = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return textNode(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    element(root);
    menu(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) textNode(node);
      else element(node);
    }
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") textNode(change.target);
      else if (change.type === "attributes") element(change.target);
      else change.addedNodes.forEach(walk);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes,
  });
  walk(document.body);
  // A lost connection with an ended session would only say "connecting": ask, and go to the sign-in page.
  let asking = false;
  setInterval(async () => {
    const status = document.querySelector('[data-testid="stConnectionStatus"], [data-testid="stStatusWidget"]');
    const lost = document.querySelector('[data-testid="stApp"][data-test-connection-state="PINGING_SERVER"]')
      || document.querySelector('[data-testid="stApp"][data-test-connection-state="DISCONNECTED_FOREVER"]');
    if (!lost || asking || (status && document.hidden)) return;
    asking = true;
    try {
      const answer = await fetch("/_stcore/host-config", { cache: "no-store" });
      if (answer.status === 403) {
        location.assign("/auth/login?next=" + encodeURIComponent(location.pathname + location.search));
      }
    } catch { /* the server is away; Streamlit keeps trying */ } finally { asking = false; }
  }, 5000);
})();

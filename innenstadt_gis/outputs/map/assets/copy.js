/* "Kopie speichern": this page once more, word for word, with all its saved parts inside. */
"use strict";
(function () {
  const w = ig.words;
  const ID = "ig-saved";
  const OPEN = "<";

  /** JSON that can stand inside of a script element whatever its texts hold; as payload.py writes it. */
  const asJson = (data) => JSON.stringify(data).replace(/[\ud800-\udfff]/gu, "\ufffd")
    .replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

  const element = (tag, attributes, text) => `${OPEN}${tag}${attributes}>${text}${OPEN}/${tag}>`;

  /** What page.py put into the head; what a browser's extension has added is left out. */
  function head() {
    const known = [...document.head.childNodes].filter((node) => node.nodeType === Node.COMMENT_NODE || node.tagName === "TITLE"
      || (node.tagName === "META" && (node.hasAttribute("charset") || node.httpEquiv === "Content-Security-Policy" || node.name === "viewport"))
      || (node.tagName === "STYLE" && !node.attributes.length));
    return known.map((node) => (node.nodeType === Node.COMMENT_NODE ? `${OPEN}!--${node.data}-->` : node.outerHTML));
  }

  const policy = () => document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content || "";
  const hashes = (part) => (new RegExp(`${part} ([^;]*)`).exec(policy())?.[1].match(/'sha256-/g) || []).length;

  /**
   * Write the page with these parts inside; its scripts, styles and policy stay as they are.
   * @returns {string} blank if the page is not the one that was written
   */
  ig.copyOf = function (parts) {
    const scripts = [...document.body.querySelectorAll(":scope > script")].filter((one) => !one.src && !one.type);
    const heads = head();
    const styles = heads.filter((text) => text.startsWith(`${OPEN}style>`));
    if (scripts.length !== hashes("script-src") || styles.length !== hashes("style-src")) return "";
    const block = (id, text) => element("script", ` type="application/json" id="${id}"`, text);
    return ["<!doctype html>", `${OPEN}html lang="${ig.data.lang}">`, `${OPEN}head>`, ...heads, `${OPEN}/head>`, `${OPEN}body>`,
      element("noscript", "", document.querySelector("noscript").textContent), element("main", "", element("div", ' id="map"', "")),
      block("ig-data", document.getElementById("ig-data").textContent), block(ID, asJson(parts)),
      ...scripts.map((one) => element("script", "", one.textContent)), `${OPEN}/body>`, `${OPEN}/html>`, ""].join("\n");
  };

  /** Hand a file to the browser. */
  ig.saveFile = function (name, text, type) {
    const link = ig.el("a", { download: name });
    link.href = URL.createObjectURL(new Blob([text], { type }));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  /** Name of this moment, for files: 2026-11-28_1505. */
  ig.moment = function () {
    const now = new Date();
    const two = (value) => String(value).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}_${two(now.getHours())}${two(now.getMinutes())}`;
  };

  /** Name of the town as files carry it. */
  ig.fileTown = () => ig.data.town.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "Karte";

  ig.saveCopy = function () {
    const page = ig.copyOf(ig.keptParts());
    if (!page) {
      ig.live.textContent = w.noCopy;
      return false;
    }
    const stamp = (ig.data.stamp || "").replace(/[^\p{L}\p{N}]+/gu, "-");
    ig.saveFile(`${[ig.fileTown(), ig.ideas.mapDay(), stamp, w.copyName, ig.moment()].filter(Boolean).join("_")}.html`, page, "text/html");
    ig.ideas.saved();
    unfiled.clear();
    ig.emit("copied");
    ig.live.textContent = w.copySaved;
    return true;
  };
  /** Parts besides notes that no file holds yet; "filed" takes one out. */
  const unfiled = new Set();
  ig.on("kept", (name) => name !== "ideas" && unfiled.add(name));
  ig.on("filed", (name) => unfiled.delete(name));
  addEventListener("beforeunload", (event) => {
    if (!unfiled.size) return;
    event.preventDefault();
    event.returnValue = "";
  });
  ig.key({ keys: ["ctrl+s"], group: w.keysOpen, says: w.saveCopy, anywhere: true, act: () => ig.saveCopy() });
})();

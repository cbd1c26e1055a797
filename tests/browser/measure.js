// What can be measured on the page that is open? Each function answers with sentences about what is wrong.
({
  shown(element) {
    return element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden:not(:focus, :focus-within)");
  },

  told(element) {
    return element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  },

  // One heading of the first rank, and no rank left out. What must be known first may stand above it.
  headings() {
    const ranks = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((e) => e.checkVisibility()).map((e) => Number(e.tagName[1]));
    const firsts = ranks.filter((rank) => rank === 1).length;
    const skips = ranks.filter((rank, place) => rank > (ranks[place - 1] ?? 1) + 1);
    return [...(firsts === 1 ? [] : [`${firsts} headings of rank 1`]), ...skips.map((rank) => `a heading of rank ${rank} after one of a rank too high`)];
  },

  // 24 by 24 pixels (WCAG 2.5.8), but for links within a sentence. A label is a part of what it names.
  targets() {
    const small = [];
    for (const target of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
      if (!this.shown(target) || this.isInSentence(target)) continue;
      const { width, height } = target.getBoundingClientRect();
      if (Math.min(width, height) < 23.99) small.push(`${width.toFixed(1)} by ${height.toFixed(1)} pixels: ${this.told(target)}`);
    }
    return small;
  },

  isInSentence(target) {
    if (target.tagName !== "A" || getComputedStyle(target).display !== "inline") return false;
    const block = target.closest("p, li, dd, dt, td, th, blockquote, figcaption, h1, h2, h3, h4, aside, div");
    const around = block.cloneNode(true);
    around.querySelectorAll("a, .visually-hidden").forEach((link) => link.remove());
    return /[\p{L}\p{N}]{2}/u.test(around.textContent);
  },

  // What a browser can fill in says so (WCAG 1.3.5).
  autocomplete() {
    const meant = { email: "email", password: "current-password" };
    return [...document.querySelectorAll("form input")]
      .filter((e) => (meant[e.type] || e.name === "name") && this.shown(e) && e.autocomplete !== (meant[e.type] ?? "name"))
      .map((e) => `autocomplete=${e.autocomplete}: ${this.told(e)}`);
  },

  // 3 to 1 for the edges of fields and for the ring of the focus (WCAG 1.4.11).
  contrasts() {
    const paper = this.rgb(getComputedStyle(document.body).backgroundColor), weak = [];
    for (const field of document.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea")) {
      if (this.shown(field) && this.ratio(this.rgb(getComputedStyle(field).borderTopColor), paper) < 3) weak.push(`edge of ${this.told(field)}`);
    }
    const link = [...document.querySelectorAll("a[href]")].find((e) => this.shown(e));
    link.focus({ focusVisible: true });
    if (this.ratio(this.rgb(getComputedStyle(link).outlineColor), paper) < 3) weak.push("ring of the focus");
    link.blur();
    return weak;
  },

  rgb(colour) {
    return colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  },

  ratio(one, other) {
    const light = ([r, g, b]) =>
      [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  },

  // Nothing is cut off and nothing scrolls sideways (WCAG 1.4.10, 1.4.12). A browser counts in whole pixels.
  cut() {
    const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
    const hides = (way) => ["hidden", "clip"].includes(way);
    const cut = [...document.querySelectorAll("body *")].filter((e) => {
      if (!this.shown(e) || e.closest(".visually-hidden, svg, input") || e.clientWidth < 2) return false;
      const style = getComputedStyle(e);
      return (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1) || (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
    });
    return [...(over > 0 ? [`scrolls sideways by ${over} px`] : []), ...cut.map((e) => `cut off: ${this.told(e)}`)];
  },

  space(css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  },

  hasFloating() {
    return [...document.querySelectorAll("body *")].some((e) => ["sticky", "fixed"].includes(getComputedStyle(e).position) && e.checkVisibility());
  },

  // What has the focus is not wholly covered (WCAG 2.4.11). Empty when nothing has it.
  focus() {
    const held = document.activeElement;
    if (!held || held === document.body) return null;
    const boxes = [...held.getClientRects()], inside = (x, y) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && (held.contains(top) || top.contains(held) || top.closest("label")?.control === held);
    };
    const seen = boxes.some((b) => [0.1, 0.5, 0.9].some((part) => inside(b.left + b.width * part, b.top + b.height / 2)));
    return seen ? "" : `the focus is out of sight: ${this.told(held)}`;
  },

  // Ways to get help, in their order (WCAG 3.2.6).
  help() {
    const ways = ["/about/contact/", "/about/accessibility/", "/about/privacy/", "/newsletter/"];
    return [...document.querySelectorAll("body > footer a")].map((e) => e.pathname).filter((path) => ways.includes(path)).join(" ");
  },
})

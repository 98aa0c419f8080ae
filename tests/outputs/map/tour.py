"""A walk through whatever a page has: its scenes, its keys, its panels and all their buttons.

Nothing here knows a scene, a panel or a button by name: the page's own table of keys says what
opens, and what has opened is walked through. Parts that are added later are walked through, too.
"""

from __future__ import annotations

#: Printing and leaving the page need somebody at the machine; what the page does for them is done.
QUIET = """() => {
  window.print = () => { for (const name of ["beforeprint", "afterprint"]) dispatchEvent(new Event(name)); };
}"""
#: Keys that need somebody at the machine, or write files.
_LEAVING = {"ctrl+s", "f"}
#: Keys of the table that mean the same everywhere, with what they do.
_KEYS = "() => __ig.ig.keys().filter(one => !one.when).map(one => [one.keys[0], one.group])"
#: What is open over the map: panels that were not there before, dialogs.
_OPEN = """() => [...document.querySelectorAll(".ig-panel, dialog[open], #ig-black")]
  .filter(one => one.getClientRects().length).map(one => one.id)"""
#: Buttons of a panel; of many of one kind (rows of a list) the first two.
_BUTTONS = """id => {
  const counted = new Map();
  const few = (one) => {
    const row = one.closest("li, tr");
    const kind = row && `${row.tagName}|${one.className}|${one.dataset.act || ""}`;
    counted.set(kind, (counted.get(kind) || 0) + 1);
    return !row || counted.get(kind) <= 2;
  };
  return [...document.getElementById(id).querySelectorAll("button, summary, input[type=checkbox], input[type=radio]")]
    .filter(one => one.getClientRects().length && !one.disabled && few(one))
    .map(one => one.getAttribute("aria-label") || one.textContent);
}"""
_PRESS = """([id, name]) => {
  const found = [...document.querySelectorAll(`#${CSS.escape(id)} :is(button, summary, input)`)]
    .find(one => (one.getAttribute("aria-label") || one.textContent) === name && one.getClientRects().length);
  if (!found) return false;
  found.focus();
  found.click();
  return true;
}"""


def shown(page):
    """Ids of the panels and dialogs that can be seen."""
    return page.evaluate(_OPEN)


def settle(page):
    """Until the next frame is drawn, and what was put off is done."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(done))))"
    )


def close_all(page, home):
    """Press Escape until nothing is open but what stood there at first; that must not take long."""
    for _ in range(12):
        if set(shown(page)) <= home:
            return
        page.keyboard.press("Escape")
        settle(page)
    raise AssertionError(f"Escape does not close {set(shown(page)) - home}")


def scenes(page):
    """Play every scene with the key of a presenter's clicker; yields its id."""
    page.keyboard.press("1")
    count = page.evaluate("() => __ig.ig.story.played().length")
    for at in range(count):
        settle(page)
        yield page.evaluate("() => __ig.ig.scene().id")
        if at + 1 < count:
            page.keyboard.press("PageDown")


def openers(page):
    """Keys that open something."""
    opening = page.evaluate("() => __ig.ig.words.keysOpen")
    known = page.evaluate(_KEYS)
    return [key for key, group in known if group == opening and key not in _LEAVING]


def _open(page, key, ground):
    close_all(page, ground)
    page.keyboard.press(key)
    settle(page)
    return set(shown(page)) - ground


def figures(page):
    """Open the definition of every figure of the scene on screen; yields the open dialog's words."""
    marks = page.locator(".ig-fig:visible")
    for at in range(marks.count()):
        marks.nth(at).click()
        yield page.locator("dialog[open]").inner_text()
        page.keyboard.press("Escape")


def doors(page):
    """Open what each key opens; yields the key while that is open."""
    page.keyboard.press("1")
    settle(page)
    ground = set(shown(page))
    for key in openers(page):
        if _open(page, key, ground):
            yield key
    close_all(page, ground)


def panels(page):
    """
    Open everything that a key opens, press every button in there, and see what that opens.

    Yields what was pressed, while something is open that was not open before.
    """
    page.keyboard.press("1")
    settle(page)
    ground = set(shown(page))
    for key in openers(page):
        boxes = _open(page, key, ground)
        if not boxes:  # it is done at once, as printing is
            continue
        yield key
        names = [(box, name) for box in sorted(boxes) for name in page.evaluate(_BUTTONS, box)]
        for box, name in names:
            if set(shown(page)) - ground != boxes:
                _open(page, key, ground)
            if page.evaluate(_PRESS, [box, name]):
                settle(page)
                if set(shown(page)) - ground - boxes:
                    yield f"{key} > {name}"
        close_all(page, ground)


def in_hand(page):
    """What is only there with something in hand: a note, a unit that is corrected."""
    ground = set(shown(page))
    page.evaluate(
        """() => { const { ig } = __ig;
        const note = ig.ideas.add({ kind: "idea", text: "Bank", shape: { type: "Point", at: [ig.toSteps(ig.map.getCenter())] } });
        ig.emit("note", note.id); }"""
    )
    settle(page)
    yield "note"
    close_all(page, ground)
    if page.evaluate("() => Boolean(__ig.ig.corrections)"):
        page.evaluate("() => __ig.ig.correct([...__ig.ig.corrections.units.keys()][0])")
        settle(page)
        yield "unit"
        close_all(page, ground)
    page.evaluate("() => { while (__ig.ig.ideas.undo()); }")


def keys(page):
    """Press each key of the table once, and Escape."""
    ground = set(shown(page))
    for key, _ in page.evaluate(_KEYS):
        if key not in _LEAVING:
            page.keyboard.press(key)
            settle(page)
            close_all(page, ground | {"ig-legend"})

/** Elements, made from the page's templates and filled with text, never with markup. */

export const byId = (id) => document.getElementById(id);

/** A new copy of a template's element. */
export const fromTemplate = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** Set an element's text, where it differs: a screen reader reads what changes, a selection stays. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Show whether something is well. */
export function setDot(dot, good) {
  dot.classList.toggle("good", good);
  dot.classList.toggle("bad", !good);
}

/**
 * Make the children of `parent` stand for `items`, in their order. A child stays with its item's key, and
 * with it the focus and the selection in it.
 */
export function reconcile(parent, items, keyOf, make, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = String(keyOf(item));
    let child = old.get(key);
    old.delete(key);
    if (!child) {
      child = make(item);
      child.dataset.key = key;
    }
    update(child, item);
    if (parent.children[index] !== child) {
      parent.insertBefore(child, parent.children[index] ?? null);
    }
  });
  for (const child of old.values()) {
    child.remove();
  }
}

"""Values that are put into the fields of a page, as a browser tells of a paste, without the clipboard."""

# Takes texts by the names of their fields, and fills in one field after the other.
FILL = """(texts) => {
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  for (const [name, text] of Object.entries(texts)) {
    const field = document.getElementById(`value-${name}`);
    field.focus();
    set.call(field, text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste', data: text }));
  }
}"""

"""What stood on a page: its tables by caption, its lists of terms and values. Read in one go, asked in words."""

from __future__ import annotations

from typing import Any

from shared_library.errors import ElementNotFound

# The heading may be there before the rest of the page has come, so the reading waits for all of it.
READ_PAGE = """async () => {
  const page = document;
  if (page.readyState === 'loading')
    await new Promise(done => page.addEventListener('DOMContentLoaded', done, {once: true}));
  const text = element => element.innerText.replace(/\\u00a0/g, ' ').trim();
  const tables = {}, values = {};
  for (const table of page.querySelectorAll('table')) {
    const heads = [...table.querySelectorAll('thead th')].map(text);
    tables[table.caption ? text(table.caption) : ''] = [...table.querySelectorAll('tbody tr')].map(row =>
      Object.fromEntries([...row.children].map((cell, n) => [heads[n] || String(n), text(cell)])));
  }
  for (const term of page.querySelectorAll('dt'))
    values[text(term)] = term.nextElementSibling ? text(term.nextElementSibling) : '';
  return {tables, values};
}"""


class Reading:
    """A page as it was read. What is asked for and was not there is an ElementNotFound."""

    def __init__(self, read: dict[str, Any], where: str) -> None:
        self._tables: dict[str, list[dict[str, str]]] = read["tables"]
        self._values: dict[str, str] = read["values"]
        self._where = where

    def table(self, caption: str, *columns: str) -> list[dict[str, str]]:
        """The rows of the table with this caption; each has the named columns."""
        if caption not in self._tables:
            raise ElementNotFound(f"the table '{caption}'", self._where, 0)
        rows = self._tables[caption]
        for column in columns:
            if any(column not in row for row in rows):
                raise ElementNotFound(f"the column '{column}' in the table '{caption}'", self._where, 0)
        return rows

    def value(self, term: str) -> str:
        """The value beside a term."""
        if term not in self._values:
            raise ElementNotFound(f"the value of '{term}'", self._where, 0)
        return self._values[term]

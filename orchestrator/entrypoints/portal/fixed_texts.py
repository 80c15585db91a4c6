"""Texts that stand in a template as they are, `_("…")`, are translated when the template is compiled, not at each page.

There is one environment a language, so nothing of it changes afterwards: a list of fifty rows asked for four hundred.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer


class OneLanguage(Environment):
    """An environment of one language: `translate` gives a text's words in it."""

    translate: Callable[[str], str]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return _Translated(self.translate).visit(super()._parse(source, name, filename))


class _Translated(NodeTransformer):
    def __init__(self, translate: Callable[[str], str]) -> None:
        self._translate = translate

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        text = _fixed(node)
        # As the i18n extension does it: safe, and a format string even without values.
        return node if text is None else nodes.MarkSafe(nodes.Const(self._translate(text) % _NO_VALUES))


_NO_VALUES: dict[str, Any] = {}


def _fixed(node: nodes.Call) -> str | None:
    """The text of `_("…")` without values; None for any other call."""
    named = isinstance(node.node, nodes.Name) and node.node.name == "_"
    if not named or node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != 1:
        return None
    (given,) = node.args
    return given.value if isinstance(given, nodes.Const) and isinstance(given.value, str) else None

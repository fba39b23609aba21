"""The query language of files.list: `name contains 'log' and 'me' in owners and not trashed = true`.

A query becomes a function of a candidate. Grammar, loosest first: `or`, `and`, `not`, a term or a
parenthesis.
"""

from __future__ import annotations

import re

from sync.emulator.drive.query_terms import Matches, bad_query, comparison, having, membership

_TOKEN = re.compile(
    r"""\s*(?: (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
            | (?P<symbol><=|>=|!=|=|<|>|\(|\)|\{|\})
            | (?P<word>[A-Za-z][\w.]*) )""",
    re.X,
)
_ESCAPED = re.compile(r"\\(.)")


def parsed(query: str) -> Matches:
    """The query as a function. Raises GoogleError 400 if it cannot be understood."""
    return _Reader(query).read()


class _Reader:
    def __init__(self, query: str) -> None:
        self.tokens, self.at, end = [], 0, 0
        while end < len(query.rstrip()):
            found = _TOKEN.match(query, end)
            if found is None:
                raise bad_query()
            self.tokens.append((str(found.lastgroup), str(found[str(found.lastgroup)])))
            end = found.end()

    def read(self) -> Matches:
        matches = self.alternatives()
        if self.at != len(self.tokens):
            raise bad_query()
        return matches

    def alternatives(self) -> Matches:
        found = [self.conjunction()]
        while self.take("or"):
            found.append(self.conjunction())
        return found[0] if len(found) == 1 else lambda file: any(matches(file) for matches in found)

    def conjunction(self) -> Matches:
        found = [self.negation()]
        while self.take("and"):
            found.append(self.negation())
        return found[0] if len(found) == 1 else lambda file: all(matches(file) for matches in found)

    def negation(self) -> Matches:
        if self.take("not"):
            matches = self.negation()
            return lambda file: not matches(file)
        if self.take("("):
            matches = self.alternatives()
            self.need(")")
            return matches
        return self.term()

    def term(self) -> Matches:
        kind, value = self.next()
        if kind == "text":
            self.need("in")
            return membership(_unescaped(value), self.name())
        if kind != "word":
            raise bad_query()
        operator = self.next()[1]
        if operator == "has":
            return having(value, self.pairs())
        operand_kind, operand = self.next()
        if operator == "in" and operand_kind == "text":  # the wrong way round, as gspread writes it
            return membership(_unescaped(operand), value)
        if operand_kind not in {"text", "word"}:
            raise bad_query()
        return comparison(value, operator, _unescaped(operand) if operand_kind == "text" else operand)

    def pairs(self) -> dict[str, str]:
        """`{ key='a' and value='b' }`"""
        found = {}
        self.need("{")
        while not self.take("}"):
            name = self.name()
            self.need("=")
            kind, text = self.next()
            if kind != "text":
                raise bad_query()
            found[name] = _unescaped(text)
            self.take("and")
        return found

    def name(self) -> str:
        kind, value = self.next()
        if kind != "word":
            raise bad_query()
        return value

    def next(self) -> tuple[str, str]:
        if self.at == len(self.tokens):
            raise bad_query()
        self.at += 1
        return self.tokens[self.at - 1]

    def take(self, value: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at][0] != "text" and self.tokens[self.at][1] == value:
            self.at += 1
            return True
        return False

    def need(self, value: str) -> None:
        if not self.take(value):
            raise bad_query()


def _unescaped(quoted: str) -> str:
    return _ESCAPED.sub(r"\1", quoted[1:-1])

"""Decides decision tables by FEEL, and says what is wrong with one before it is used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from engine.bpmn import dmn, feel
from engine.bpmn.dmn import Cell, Column, InvalidDecision, Problem, Table
from engine.bpmn.feel import FeelError, FeelType
from engine.bpmn.vocabulary import Signature

__all__ = ["Cell", "Column", "Decision", "DecisionFailed", "InvalidDecision", "Problem", "read"]

LITERALS = frozenset({"text", "number", "boolean", "date", "date time", "duration"})


class DecisionFailed(FeelError):
    """The table gives no result for these data; `element` is the cell, rule or table that says so."""

    def __init__(self, table: "Decision", element: str, ar: str, en: str, text: str = "") -> None:
        self.element = element
        super().__init__(f"جدول القرار «{table.name}»: {ar}", f"Decision table “{table.name}”: {en}", text)


@dataclass(frozen=True)
class Decision(Table):
    """One decision table."""

    def decide(self, context: Mapping[str, Any], types: Mapping[str, FeelType] | None = None) -> Any:
        """The value of the rules that fit: a context if there are several outputs, a list if the policy is COLLECT."""
        try:
            answer = feel.decide(self._request, context, types)
        except FeelError as error:
            raise DecisionFailed(self, self.id, error.ar, error.en, error.text) from error
        if "error" in answer:
            raise self._failed(answer["error"])
        return self._result(answer["hits"], answer["outputs"])

    @cached_property
    def _request(self) -> dict[str, Any]:
        return {
            "inputs": [{"text": column.text, "type": column.type} for column in self.inputs],
            "results": [column.type for column in self.outputs],
            "rules": [
                {
                    "cells": [_test(cell) for cell in rule.cells],
                    "outputs": [feel.formula(cell.text) for cell in rule.outputs],
                }
                for rule in self.rules
            ],
            "first": self.policy == "FIRST",
        }

    def _result(self, hits: Sequence[int], outputs: Sequence[Sequence[Any]]) -> Any:
        values = [self._row(row) for row in outputs]
        if self.policy == "COLLECT":
            return _aggregated(self, values)
        if not hits:
            raise DecisionFailed(self, self.id, "لا توجد قاعدة تنطبق.", "no rule fits.")
        if len(hits) > 1:
            numbers = "، ".join(str(hit + 1) for hit in hits)
            ar = f"تنطبق أكثر من قاعدة ({numbers})، والسياسة UNIQUE تقبل واحدة."
            en = f"rules {numbers.replace('،', ',')} fit, but the hit policy UNIQUE allows one."
            raise DecisionFailed(self, self.rules[hits[1]].id, ar, en)
        return values[0]

    def _row(self, row: Sequence[Any]) -> Any:
        if len(self.outputs) == 1:
            return row[0]
        return {column.text: value for column, value in zip(self.outputs, row, strict=True)}

    def _failed(self, error: Mapping[str, Any]) -> DecisionFailed:
        at = error["at"]
        said = feel.refusal(at["text"], error["type"], error["values"], error["position"])
        if "rule" not in at:
            return DecisionFailed(self, self.inputs[at["column"]].id, said.ar, said.en, said.text)
        rule = self.rules[at["rule"]]
        cell = rule.outputs[at["output"]] if "output" in at else rule.cells[at["column"]]
        number = at["rule"] + 1
        return DecisionFailed(self, cell.id, f"القاعدة {number}: {said.ar}", f"rule {number}: {said.en}", said.text)

    @cached_property
    def signature(self) -> Signature:
        return Signature(self.names, self._result_type)

    @property
    def _result_type(self) -> FeelType:
        if self.aggregation:
            return "number"
        columns = {column.text: column.type for column in self.outputs}
        several = len(columns) > 1
        if self.policy == "COLLECT":
            return {"list": columns} if several else "list"
        return {"context": columns} if several else self.outputs[0].type

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the case must know, so that lint can compare it with the fields."""
        return tuple(sorted({name for _, check in self._checks() for name in check.names}))

    def comparisons(self) -> Iterator[tuple[Cell, feel.Comparison]]:
        """What the table compares with what; a cell's own value is given as the input's path."""
        for column, cell, check in self._cell_checks():
            read = feel.check(column.text).paths
            whole = feel.Operand("path", column.text) if column.text in read else feel.Operand("other", column.text)
            for each in check.comparisons:
                yield cell, replace(each, left=whole if each.left.value == "?" else each.left)

    def problems(self) -> list[Problem]:
        """What is wrong without running it; names that nobody knows are left to lint."""
        found = [
            Problem(cell.id, cell.line, each.ar, each.en) for cell, check in self._checks() for each in check.problems
        ]
        return [*found, *self._misfits()]

    def _misfits(self) -> Iterator[Problem]:
        """Literals that can never fit the type of their column."""
        for column, cell, check in self._cell_checks():
            kinds = {each.right.kind for each in check.comparisons if each.left.value == "?"}
            for kind in sorted(kinds & LITERALS - {column.type, "null"}):
                if column.type != "any":
                    yield _misfit(cell, column.type, kind)

    def _checks(self) -> Iterator[tuple[Cell, feel.Check]]:
        for column in self.inputs:
            yield Cell(column.id, column.line, column.text), feel.check(column.text)
        for _, cell, check in self._cell_checks():
            yield cell, check
        for rule in self.rules:
            for cell in rule.outputs:
                yield cell, feel.check(cell.text)

    def _cell_checks(self) -> Iterator[tuple[Column, Cell, feel.Check]]:
        for rule in self.rules:
            for column, cell in zip(self.inputs, rule.cells, strict=True):
                if (test := _test(cell)) is not None:
                    yield column, cell, feel.check(test, unary=True)


def _misfit(cell: Cell, wanted: str, kind: str) -> Problem:
    ar, en = feel.sentences(cell.text, "MIXED_TYPES", {"left": wanted, "right": kind})
    return Problem(cell.id, cell.line, ar, en)


def _test(cell: Cell) -> str | None:
    """None where any value fits."""
    text = feel.formula(cell.text)
    return None if text in ("", "-") else text


def _aggregated(table: Decision, values: list[Any]) -> Any:
    if not table.aggregation:
        return values
    if table.aggregation == "COUNT":
        return len(values)
    if table.aggregation == "SUM":
        return sum(values)
    if not values:
        raise DecisionFailed(table, table.id, "لا توجد قاعدة تنطبق.", "no rule fits.")
    return min(values) if table.aggregation == "MIN" else max(values)


def read(data: bytes) -> Decision:
    """The table of a DMN file; raises InvalidDecision with everything that is refused."""
    return Decision(**vars(dmn.read(data)))
